"""Pixelcut's account: what is left on it, and whether a key is right. Nothing here spends anything."""

from __future__ import annotations

import logging

from picwish_desktop.operations.provider import KeyCheck, RequestRejectedError
from picwish_desktop.providers.answers import read_json, read_whole_number
from picwish_desktop.providers.api import Api, is_plausible
from picwish_desktop.providers.exchange import ExchangeError

log = logging.getLogger(__name__)

CREDITS = "/v1/credits"


class PixelcutAccount:
    def __init__(self, api: Api) -> None:
        self._api = api

    async def credits_left(self) -> int | None:
        try:
            response = await self._api.get(CREDITS)
        except (ExchangeError, RequestRejectedError) as error:
            log.info("credits left: %s", error)
            return None
        told = read_json(response.body)
        if not 200 <= response.status < 300 or not isinstance(told, dict):
            return None
        left = (read_whole_number(told.get(name)) for name in ("credits_remaining", "creditsRemaining"))
        return next((number for number in left if number is not None and number >= 0), None)

    async def check_key(self, key: str | None = None) -> KeyCheck:
        try:
            key = await self._api.key() if key is None else key.strip()
        except RequestRejectedError:
            return KeyCheck.WRONG
        if not key or not is_plausible(key):
            return KeyCheck.WRONG
        try:
            response = await self._api.get(CREDITS, key=key)
        except (ExchangeError, RequestRejectedError) as error:
            log.info("key check: %s", error)
            return KeyCheck.NO_NETWORK
        if response.status == 401:
            return KeyCheck.WRONG
        is_told = 200 <= response.status < 300 and isinstance(read_json(response.body), dict)
        return KeyCheck.RIGHT if is_told else KeyCheck.UNKNOWN
