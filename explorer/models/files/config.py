"""The shape of a U-Net, and how a config.json tells it. No torch here."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

from ..errors import ExplainedError, Phrase, any_of
from .json_files import is_number, quoted
from .locations import CheckpointError

DOWN_BLOCKS = ("DownBlock2D", "AttnDownBlock2D")
UP_BLOCKS = ("UpBlock2D", "AttnUpBlock2D")
ACTIVATIONS = ("silu", "swish", "mish", "gelu", "relu")
# Fields of UNet2DModel that this U-Net has not, each with the one value that asks for nothing else.
FIXED = {
    "time_embedding_type": "positional",
    "mid_block_type": "UNetMidBlock2D",
    "downsample_type": "conv",
    "upsample_type": "conv",
    "class_embed_type": None,
}
UNUSED = {
    "num_train_timesteps",  # only a learned time embedding has a use for it
    # What diffusers' EMAModel writes of itself into the config of the averaged network.
    *("decay", "min_decay", "optimization_step", "update_after_step", "use_ema_warmup", "inv_gamma", "power"),
}
PICTURE_CHANNELS = (1, 3)
MOST = 1_000_000


@dataclass(frozen=True)
class UNetConfig:
    """The shape of a U-Net; fields and defaults are those of diffusers' UNet2DModel.

    Raises Said, naming the field, for values that no U-Net of this project can have.
    """

    sample_size: int = 32
    in_channels: int = 3
    out_channels: int = 3
    center_input_sample: bool = False
    time_embedding_dim: int | None = None
    freq_shift: int = 0
    flip_sin_to_cos: bool = True
    down_block_types: tuple[str, ...] = ("DownBlock2D", "AttnDownBlock2D", "AttnDownBlock2D", "AttnDownBlock2D")
    up_block_types: tuple[str, ...] = ("AttnUpBlock2D", "AttnUpBlock2D", "AttnUpBlock2D", "UpBlock2D")
    block_out_channels: tuple[int, ...] = (224, 448, 672, 896)
    layers_per_block: int = 2
    mid_block_scale_factor: float = 1.0
    downsample_padding: int = 1
    dropout: float = 0.0
    act_fn: str = "silu"
    attention_head_dim: int | None = 8
    norm_num_groups: int = 32
    attn_norm_num_groups: int | None = None
    norm_eps: float = 1e-5
    resnet_time_scale_shift: str = "default"
    add_attention: bool = True
    num_class_embeds: int | None = None

    def __post_init__(self) -> None:
        for field in ("sample_size", "in_channels", "out_channels", "layers_per_block", "norm_num_groups"):
            self._need(field, _is_count(getattr(self, field)), Phrase("a whole number from 1 to {most}", most=MOST))
        for field in ("attention_head_dim", "num_class_embeds", "time_embedding_dim", "attn_norm_num_groups"):
            value = getattr(self, field)
            wanted = Phrase("null or a whole number from 1 to {most}", most=MOST)
            self._need(field, value is None or _is_count(value), wanted)
        for field in ("center_input_sample", "flip_sin_to_cos", "add_attention"):
            self._need(field, isinstance(getattr(self, field), bool), any_of(["true", "false"]))
        for field in ("norm_eps", "mid_block_scale_factor"):
            value = getattr(self, field)
            self._need(field, is_number(value) and value > 0, Phrase("a number above 0"))
        right = is_number(self.dropout) and 0 <= self.dropout < 1
        self._need("dropout", right, Phrase("a number from 0 to below {limit}", limit=1))
        padding = self.downsample_padding
        self._need("downsample_padding", is_number(padding) and padding in (0, 1), any_of([0, 1]))
        for field, choices in (("resnet_time_scale_shift", ("default", "scale_shift")), ("act_fn", ACTIVATIONS)):
            self._need(field, getattr(self, field) in choices, any_of(map(quoted, choices)))
        self._check_blocks()
        widths = self.block_out_channels
        half = widths[0] // 2
        right = is_number(self.freq_shift) and 0 <= self.freq_shift < half
        self._need("freq_shift", right, Phrase("a number from 0 to below {limit}", limit=half))
        smallest = 2 ** (len(widths) - 1)
        self._need("sample_size", self.sample_size % smallest == 0, Phrase("a multiple of {number}", number=smallest))

    def _check_blocks(self) -> None:
        widths = self.block_out_channels
        self._need(
            "block_out_channels",
            isinstance(widths, tuple)
            and len(widths) > 0
            and all(_is_count(width) and width % self.norm_num_groups == 0 for width in widths),
            Phrase("a list of multiples of norm_num_groups = {number}", number=self.norm_num_groups),
        )
        for field, kinds in (("down_block_types", DOWN_BLOCKS), ("up_block_types", UP_BLOCKS)):
            value = getattr(self, field)
            fits = isinstance(value, tuple) and len(value) == len(widths)
            self._need(field, fits, Phrase("a list of block types, as long as block_out_channels"))
            for kind in value:
                if kind not in kinds:
                    raise ExplainedError(
                        "{field}: the block type {kind} is not supported; it must be {wanted}.",
                        field=field,
                        kind=quoted(kind),
                        wanted=any_of(kinds),
                    )
        blocks = zip((*self.down_block_types, *self.up_block_types), (*widths, *widths[::-1]), strict=True)
        attended = [width for kind, width in blocks if kind.startswith("Attn")]
        if self.add_attention:
            attended.append(widths[-1])
            groups = self.attn_norm_num_groups
            wanted = Phrase("a divisor of {number}", number=widths[-1])
            self._need("attn_norm_num_groups", not groups or widths[-1] % groups == 0, wanted)
        most = min(attended, default=MOST)
        wanted = Phrase("at most {most}, a block's width", most=most)
        self._need("attention_head_dim", (self.attention_head_dim or 1) <= most, wanted)

    def _need(self, field: str, holds: bool, wanted: object) -> None:
        if not holds:
            raise unsupported(field, getattr(self, field), wanted)


def unsupported(field: str, value: Any, wanted: object) -> ExplainedError:
    return ExplainedError(
        "{field} = {value} is not supported; it must be {wanted}.", field=field, value=quoted(value), wanted=wanted
    )


def parse_unet_config(config: dict[str, Any], sample_size: int | Sequence[int] | None = None) -> UNetConfig:
    """diffusers' config.json -> UNetConfig. Raises CheckpointError naming the field that is not supported.

    sample_size, pixels a side or (height, width), comes before what config.json says, and is needed where it says
    nothing.
    """
    known = {field.name for field in fields(UNetConfig)}
    if config.get("_class_name", "UNet2DModel") != "UNet2DModel":
        raise _refused(unsupported("_class_name", config["_class_name"], quoted("UNet2DModel")))
    for key, value in config.items():
        if key in FIXED and value != FIXED[key]:
            raise _refused(unsupported(key, value, quoted(FIXED[key])))
        if not (key.startswith("_") or key in known or key in FIXED or key in UNUSED):
            raise CheckpointError(
                "config.json: the field {field} is not known, so it is not supported.", field=quoted(key)
            )

    told = {key: value for key, value in config.items() if key in known}
    values: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in told.items()}
    values["sample_size"] = _side(config.get("sample_size") if sample_size is None else sample_size)
    for key in ("down_block_types", "up_block_types"):
        if isinstance(values.get(key), tuple):
            # The name that diffusers gave to the same blocks until version 0.3.
            values[key] = tuple(kind.removeprefix("UNetRes") if isinstance(kind, str) else kind for kind in values[key])
    try:
        parsed = UNetConfig(**values)
    except ExplainedError as error:
        raise _refused(error) from None
    if parsed.out_channels == 2 * parsed.in_channels:
        raise CheckpointError("config.json: out_channels is twice in_channels; learned variance is not supported.")
    if parsed.out_channels != parsed.in_channels:
        wanted = Phrase("in_channels, {number}", number=parsed.in_channels)
        raise _refused(unsupported("out_channels", parsed.out_channels, wanted))
    if parsed.in_channels not in PICTURE_CHANNELS:
        raise CheckpointError(
            "config.json: in_channels = {number}, so this is no network of pictures, which have 1 channel (grey) or "
            "3 (colour).",
            number=parsed.in_channels,
        )
    return parsed


def _refused(reason: ExplainedError) -> CheckpointError:
    return CheckpointError("config.json: {reason}", reason=reason)


def _side(size: Any) -> Any:
    """The sample_size of a config.json as the one side of a square."""
    if size is None:
        raise CheckpointError(
            "config.json: sample_size is not given; write there how many pixels wide a picture is, or give sample_size "
            "to load_checkpoint."
        )
    if isinstance(size, list | tuple):
        if len(size) != 2 or size[0] != size[1]:
            raise CheckpointError(
                "config.json: sample_size = {value} is not supported; only square pictures are.", value=quoted(size)
            )
        return size[0]
    return size


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value <= MOST
