"""The shape of a U-Net, as a config.json tells it. No torch here."""

from dataclasses import dataclass

DOWN_BLOCKS = ("DownBlock2D", "AttnDownBlock2D")
UP_BLOCKS = ("UpBlock2D", "AttnUpBlock2D")


@dataclass(frozen=True)
class UNetConfig:
    """The shape of a U-Net; fields and defaults are those of diffusers' UNet2DModel.

    Raises ValueError, naming the field, for values that no U-Net of this project can have.
    """

    sample_size: int = 32
    in_channels: int = 3
    out_channels: int = 3
    center_input_sample: bool = False
    freq_shift: int = 0
    flip_sin_to_cos: bool = True
    down_block_types: tuple[str, ...] = ("DownBlock2D", "AttnDownBlock2D", "AttnDownBlock2D", "AttnDownBlock2D")
    up_block_types: tuple[str, ...] = ("AttnUpBlock2D", "AttnUpBlock2D", "AttnUpBlock2D", "UpBlock2D")
    block_out_channels: tuple[int, ...] = (224, 448, 672, 896)
    layers_per_block: int = 2
    mid_block_scale_factor: float = 1.0
    downsample_padding: int = 1
    dropout: float = 0.0
    attention_head_dim: int | None = 8
    norm_num_groups: int = 32
    norm_eps: float = 1e-5
    resnet_time_scale_shift: str = "default"
    add_attention: bool = True
    num_class_embeds: int | None = None

    def __post_init__(self):
        for field in ("sample_size", "in_channels", "out_channels", "layers_per_block", "norm_num_groups"):
            self._need(field, _is_count(getattr(self, field)), "a whole number above 0")
        for field in ("attention_head_dim", "num_class_embeds"):
            value = getattr(self, field)
            self._need(field, value is None or _is_count(value), "null or a whole number above 0")
        for field in ("center_input_sample", "flip_sin_to_cos", "add_attention"):
            self._need(field, isinstance(getattr(self, field), bool), "true or false")
        for field in ("norm_eps", "mid_block_scale_factor"):
            value = getattr(self, field)
            self._need(field, _is_number(value) and value > 0, "a number above 0")
        self._need("dropout", _is_number(self.dropout) and 0 <= self.dropout < 1, "a number from 0 to below 1")
        self._need("downsample_padding", self.downsample_padding in (0, 1), "0 or 1")
        shifts = ("default", "scale_shift")
        self._need("resnet_time_scale_shift", self.resnet_time_scale_shift in shifts, " or ".join(shifts))
        widths = self.block_out_channels
        self._need(
            "block_out_channels",
            isinstance(widths, tuple)
            and len(widths) > 0
            and all(_is_count(width) and width % self.norm_num_groups == 0 for width in widths),
            f"a list of multiples of norm_num_groups = {self.norm_num_groups}",
        )
        for field, kinds in (("down_block_types", DOWN_BLOCKS), ("up_block_types", UP_BLOCKS)):
            value = getattr(self, field)
            fits = isinstance(value, tuple) and len(value) == len(widths) and all(kind in kinds for kind in value)
            self._need(field, fits, f"a list of block types ({', '.join(kinds)}), as long as block_out_channels")
        half = widths[0] // 2
        self._need("freq_shift", _is_number(self.freq_shift) and 0 <= self.freq_shift < half, f"from 0 to below {half}")
        smallest = 2 ** (len(widths) - 1)
        self._need("sample_size", self.sample_size % smallest == 0, f"a multiple of {smallest}")

    def _need(self, field: str, holds: bool, wanted: str) -> None:
        if not holds:
            raise ValueError(f"{field} = {getattr(self, field)!r} is not supported; it must be {wanted}.")


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
