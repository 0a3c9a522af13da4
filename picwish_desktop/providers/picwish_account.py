"""PicWish's account: what is left on it, and whether a key is right. Nothing here spends anything."""

from __future__ import annotations

import logging

from picwish_desktop.operations.provider import KeyCheck, RequestRejectedError
from picwish_desktop.providers.answers import read_answer, read_json, read_whole_number
from picwish_desktop.providers.api import Api, is_plausible
from picwish_desktop.providers.exchange import ExchangeError, Response
from picwish_desktop.providers.picwish_sentences import is_not_enabled

log = logging.getLogger(__name__)

CREDITS = "/api/customers/package-credits"
NO_TASK = "/api/tasks/visual/segmentation/00000000-no-such-task"


class PicwishAccount:
    def __init__(self, api: Api) -> None:
        self._api = api

    async def credits_left(self) -> int | None:
        try:
            response = await self._api.get(CREDITS)
        except (ExchangeError, RequestRejectedError) as error:
            log.info("credits left: %s", error)
            return None
        return credits_in(response)

    async def check_key(self, key: str | None = None) -> KeyCheck:
        """The address of the credits is not on the pages, so another one that costs nothing is asked too."""
        try:
            key = await self._api.key() if key is None else key.strip()
        except RequestRejectedError:
            return KeyCheck.WRONG
        if not key or not is_plausible(key):
            return KeyCheck.WRONG
        try:
            return (
                _verdict(await self._api.get(CREDITS, key=key), right=200)
                or _verdict(await self._api.get(NO_TASK, key=key), right=404)
                or KeyCheck.UNKNOWN
            )
        except (ExchangeError, RequestRejectedError) as error:
            log.info("key check: %s", error)
            return KeyCheck.NO_NETWORK


def _verdict(response: Response, right: int) -> KeyCheck | None:
    """None where the answer does not tell."""
    told = read_answer(response)
    if told.status == 401:
        return KeyCheck.NOT_ENABLED if is_not_enabled(told) else KeyCheck.WRONG
    # an answer that is no JSON comes from somebody else
    return KeyCheck.RIGHT if told.is_readable and told.status == right else None


def credits_in(response: Response) -> int | None:
    """`{"status":200,"data":[{"remaining_credits":…}]}`, of several packages together; None where it says none."""
    if not read_answer(response).is_success:
        return None
    data = read_json(response.body).get("data")
    packages = data if isinstance(data, list) else [data]
    left = [read_whole_number(package.get("remaining_credits")) for package in packages if isinstance(package, dict)]
    known = [number for number in left if number is not None and number >= 0]
    return sum(known) if known else None
