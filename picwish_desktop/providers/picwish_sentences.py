"""What PicWish's statuses and states mean to a person."""

from __future__ import annotations

import re

from picwish_desktop.operations.provider import (
    BusyError,
    KeyRefusedError,
    OutOfCreditsError,
    ProviderError,
    RequestRejectedError,
    SubmitUnconfirmedError,
    TaskFailedError,
)
from picwish_desktop.providers.answers import Told
from picwish_desktop.storage.access import Access

UNCONFIRMED = "It may have been charged: send it again, or forget it."

_REJECTED = {
    400: "PicWish does not accept this request. Try another picture or other settings.",
    413: "The picture is too large for PicWish. Send a smaller one.",
}
_MOVED = (301, 307, 308)
_CREDITS = re.compile(r"\b(credits?|balance|top.?up|recharge)\b", re.IGNORECASE)
_NOT_ENABLED = re.compile(r"\b(not|isn.t)\b.*\b(enabled?|activated?|opened|available|subscribed)\b", re.IGNORECASE)

_STATES = {
    -1: "PicWish could not work on this picture, and does not say why. Try another picture",
    -2: "PicWish could not store its result. Try again later",
    -3: "PicWish could not fetch the picture from its address. Check that anybody can open it, or send a file",
    -5: "The picture is too large for PicWish. Send a smaller one",
    -7: "PicWish cannot read the picture. Save it anew as PNG or JPEG and send that",
    -8: "PicWish did not finish within its time limit. Try again, or send a smaller picture",
}


def submit_error(told: Told, access: Access) -> ProviderError:
    """Why a new task was not confirmed."""
    status = told.status
    if not told.is_readable and 200 <= status < 300:
        return SubmitUnconfirmedError(f"PicWish’s answer cannot be read. {UNCONFIRMED}")
    if status == 429:
        return BusyError("PicWish has too many requests at once. Try again in a minute.")
    if status == 401:
        return key_error(told, access)
    if status in (402, 403) or (not 500 <= status < 600 and _CREDITS.search(told.message)):
        return OutOfCreditsError("There are no PicWish credits left for this key. Buy some on picwish.com.")
    if status in _MOVED:
        return RequestRejectedError(
            f"The address of PicWish {access.address_place} leads to another one. Write the other one there."
        )
    if status == 404:
        return RequestRejectedError(
            f"PicWish has no such service at the address {access.address_place}. Correct the address.{_said(told)}"
        )
    if 400 <= status < 500:
        sentence = _REJECTED.get(status, f"PicWish refuses the request with status {status}. Try again later.")
        return RequestRejectedError(sentence + _said(told))
    if 500 <= status < 600:
        return SubmitUnconfirmedError(f"PicWish had an error of its own ({status}). {UNCONFIRMED}{_said(told)}")
    if 200 <= status < 300:
        return SubmitUnconfirmedError(f"PicWish’s answer names no task. {UNCONFIRMED}{_said(told)}")
    return SubmitUnconfirmedError(f"PicWish answered with the unknown status {status}. {UNCONFIRMED}{_said(told)}")


def key_error(told: Told, access: Access) -> KeyRefusedError:
    """401."""
    if is_not_enabled(told):
        return KeyRefusedError("This service is not enabled for the PicWish key. Enable it on picwish.com.")
    return KeyRefusedError(f"PicWish does not know the API key. Correct it {access.key_place}.")


def is_not_enabled(told: Told) -> bool:
    return bool(_NOT_ENABLED.search(told.message))


def state_error(state: int, task_id: str) -> TaskFailedError:
    """A negative state."""
    sentence = _STATES.get(state, f"PicWish failed with the unknown state {state}. Try again later")
    return TaskFailedError(f"{sentence}{ask_support(task_id)}")


def ask_support(task_id: str) -> str:
    """The end of a sentence."""
    return f", or ask PicWish’s support about the task “{task_id}”." if task_id else "."


def _said(told: Told) -> str:
    return f" PicWish says: “{told.message}”." if told.message and told.message.lower() != "success" else ""
