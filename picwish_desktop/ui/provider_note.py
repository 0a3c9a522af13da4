"""The sentence below the provider: what a removal would send, and how many credits are left."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QObject, QTimer, Signal

from picwish_desktop.model.document import Document
from picwish_desktop.operations.provider import Provider
from picwish_desktop.ui.open_documents import OpenDocument, OpenDocuments
from picwish_desktop.ui.prices import credits_note
from picwish_desktop.ui.tasks import Tasks
from picwish_desktop.workflows.edit import NothingToDoError
from picwish_desktop.workflows.service import Service

PAUSE_MS = 400
"""After the last change: a crop is encoded to know its bytes, which takes longer than a stroke."""


class Sender(Protocol):
    """What a person can have a provider do with the document that is shown."""

    @property
    def provider(self) -> Provider: ...

    async def what_is_sent(self, document: Document, provider: Provider) -> str:
        """In a sentence; nothing is sent. Raises NothingToDoError."""
        ...


class ProviderNote(QObject):
    """Measured a moment after the last change, and asked of the provider; never waited for."""

    changed = Signal()

    def __init__(self, documents: OpenDocuments, sender: Sender, tasks: Tasks, service: Service) -> None:
        super().__init__(documents)
        self._documents = documents
        self._sender = sender
        self._tasks = tasks
        self._access = service.access
        self._measured: tuple[OpenDocument, Sender, str, str] | None = None
        """For which document, what and which provider, and what came of it."""
        self._credits: dict[str, int | None] = {}
        self._has_key: dict[str, bool] = {}
        self._awaited = set[str]()
        """Whose keys the keyring may tell late."""
        self._is_measuring = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._measure)

    @property
    def text(self) -> str:
        provider, entry = self._sender.provider, self._documents.current
        if not provider.limits.takes_files:
            return "Works without a network. Nothing is uploaded."
        sending = ""
        if self._measured is not None and self._measured[:3] == (entry, self._sender, provider.name):
            sending = self._measured[3]
        return f"{sending} {self._account_note(provider)}".strip()

    @property
    def is_ready(self) -> bool:
        """Whether the provider could be asked, as far as is known."""
        return self._has_key.get(self._sender.provider.name, True)

    def follow(self, sender: Sender) -> None:
        """The person turned to something else; who would do it may be another, too."""
        self._sender = sender
        self.touch()
        self.ask_credits()

    def touch(self) -> None:
        """The mark, the document or the provider is another."""
        if self._sender.provider.limits.takes_files:
            self._pause.start()

    def ask_credits(self) -> None:
        """A provider was chosen, or something was paid for."""
        provider = self._sender.provider
        if provider.account is not None:
            self._tasks.spawn(self._ask_credits(provider))

    def _account_note(self, provider: Provider) -> str:
        if not self._has_key.get(provider.name, True):
            if (problem := self._access[provider.name].key_problem) is not None:
                return f"The key for {provider.label} is not known. {problem}"
            return f"{provider.label} needs a key. Add it in the settings."
        return credits_note(self._credits.get(provider.name))

    async def _ask_credits(self, provider: Provider) -> None:
        assert provider.account is not None
        self._has_key[provider.name] = await self._access[provider.name].key() is not None
        self.changed.emit()
        if not self._has_key[provider.name]:
            self._tasks.spawn(self._await_key(provider))
        self._credits[provider.name] = await provider.account.credits_left()
        self.changed.emit()

    async def _await_key(self, provider: Provider) -> None:
        """A person may type the keyring's password later."""
        if provider.name not in self._awaited:
            self._awaited.add(provider.name)
            try:
                is_heard = await self._access[provider.name].hear_key()
            finally:
                self._awaited.discard(provider.name)
            if is_heard:
                await self._ask_credits(provider)

    def _measure(self) -> None:
        entry, provider = self._documents.current, self._sender.provider
        if self._is_measuring:
            self._pause.start()
        elif entry is None or entry.document is None or entry.work is not None or not provider.limits.takes_files:
            # this computer may have been chosen meanwhile
            return
        else:
            self._is_measuring = True
            self._tasks.spawn(self._measure_entry(entry, entry.document, self._sender, provider))

    async def _measure_entry(self, entry: OpenDocument, document: Document, sender: Sender, provider: Provider) -> None:
        try:
            text = await sender.what_is_sent(document, provider)
        except NothingToDoError:
            text = ""
        finally:
            self._is_measuring = False
        self._measured = entry, sender, provider.name, text
        self.changed.emit()
