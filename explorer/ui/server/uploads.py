"""Gradio's reader of uploads, made to keep nothing of one that is refused or breaks off, nor fields of other names."""

from pathlib import Path, PurePosixPath
from typing import Any

from gradio import route_utils
from gradio.route_utils import GradioMultiPartParser, MultiPartException
from starlette.datastructures import FormData
from starlette.requests import ClientDisconnect

from ...refusals import MAX_FILES
from .bodies import BodyError

FIELD = "files"


class Upload(GradioMultiPartParser):
    """Takes the place of Gradio's class."""

    def __init__(self, *arguments: Any, **options: Any):
        super().__init__(*arguments, **options | {"max_files": MAX_FILES, "max_fields": 0})

    def on_headers_finished(self) -> None:
        super().on_headers_finished()
        part = self._current_part
        if part.field_name != FIELD or part.file is None:
            raise MultiPartException(f'Only files in fields of the name "{FIELD}" are taken.')
        if PurePosixPath(part.file.filename or "").name == "..":
            raise MultiPartException("This is not the name of a file.")

    async def parse(self) -> FormData:
        try:
            form = await super().parse()
            kept = {file.file.name for file in form.getlist(FIELD) if not isinstance(file, str)}
        except (BodyError, ClientDisconnect):
            self._delete(set())
            raise MultiPartException("The upload broke off.") from None
        except BaseException:
            self._delete(set())
            raise
        self._delete(kept)  # a part whose end never came is none of the form's
        return form

    def _delete(self, kept: set[str]) -> None:
        for file in self._files_to_close_on_error:
            if file.name not in kept:
                file.close()
                Path(file.name).unlink(missing_ok=True)


def install() -> None:
    route_utils.GradioMultiPartParser = Upload  # type: ignore[misc]  # Gradio takes no other class by itself
