"""The stream of answers of a session that has gone: Gradio breaks it off with an exception; here it ends."""

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send


async def to_its_end(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    """app(scope, receive, send). That the session is not known is the last that its stream says, and no error."""
    begun = False

    async def heard(message: Message) -> None:
        nonlocal begun
        begun = True
        await send(message)

    try:
        await app(scope, receive, heard)
    except RuntimeError as error:
        if not (begun and isinstance(error.__cause__, HTTPException) and error.__cause__.status_code == 404):
            raise
        await send({"type": "http.response.body", "body": b""})
