"""What Pixelcut's statuses and error codes mean to a person."""

from __future__ import annotations

from picwish_desktop.operations.provider import (
    BusyError,
    KeyRefusedError,
    OutOfCreditsError,
    ProviderError,
    RequestRejectedError,
    SubmitUnconfirmedError,
)
from picwish_desktop.providers.answers import presentable, read_json
from picwish_desktop.providers.exchange import Response
from picwish_desktop.storage.access import Access

UNCONFIRMED = "It may have been charged: send it again, or forget it."

_CODES = {
    "invalid_request_body": "Pixelcut found nothing in the request that it can read. Send the picture again.",
    "missing_parameter": "Pixelcut found no picture in the request. Send the picture again.",
    "invalid_parameter": "Pixelcut does not accept this picture or its address. Try another one.",
    "unsupported_content_type": "Pixelcut does not take requests of this kind any more. Look for a newer version of "
    "this program.",
    "malformed_image": "Pixelcut cannot read the picture. Save it anew as PNG or JPEG and send that.",
    "unsupported_image_format": "Pixelcut does not take pictures of this format. Send PNG or JPEG.",
    "file_size_too_large": "The picture has too many bytes for Pixelcut. Send a smaller one.",
    "resolution_too_high": "The picture has too many pixels for Pixelcut. Send a smaller one.",
    "unknown_foreground": "Pixelcut found nobody and nothing in front of a background. Try another picture, or another "
    "provider.",
}
_MOVED = (301, 307, 308)


def submit_error(response: Response, key: str, access: Access) -> ProviderError:
    """Why there is no result."""
    status = response.status
    told = read_json(response.body)
    told = told if isinstance(told, dict) else {}
    code = told.get("error_code")
    code = code if isinstance(code, str) else ""
    message = presentable(told.get("error"), key)
    said = f" Pixelcut says: “{message}”." if message else ""
    if status == 429:
        return BusyError("Pixelcut has too many requests at once. Try again in a minute.")
    if status == 401:
        return KeyRefusedError(f"Pixelcut does not know the API key. Correct it {access.key_place}.")
    if status in (402, 403):
        return OutOfCreditsError("There are no Pixelcut credits left for this key. Buy some on pixelcut.ai.")
    if status in _MOVED:
        return RequestRejectedError(
            f"The address of Pixelcut {access.address_place} leads to another one. Write the other one there."
        )
    if 400 <= status < 500:
        other = {
            404: f"Pixelcut has no such service at the address {access.address_place}. Correct the address.",
            413: _CODES["file_size_too_large"],
        }
        unknown = f"Pixelcut refuses the request with status {status}. Try another picture."
        return RequestRejectedError(_CODES.get(code, other.get(status, unknown)) + said)
    if 500 <= status < 600:
        return SubmitUnconfirmedError(f"Pixelcut had an error of its own ({status}). {UNCONFIRMED}{said}")
    return SubmitUnconfirmedError(f"Pixelcut answered with the unknown status {status}. {UNCONFIRMED}{said}")
