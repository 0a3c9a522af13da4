"""The sentence below the provider: what a removal would send, and how many credits are left."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from picwish_desktop.operations.provider import Provider
from picwish_desktop.ui.describe import credits_note, upload_note
from picwish_desktop.ui.open_documents import OpenDocument, OpenDocuments
from picwish_desktop.ui.removal import Removal
from picwish_desktop.ui.tasks import Tasks
from picwish_desktop.workflows.edit import NothingToDoError, plan_removal, upload_bytes, upload_format
from picwish_desktop.workflows.service import Service

PAUSE_MS = 400
"""After the last change: a crop is encoded to know its bytes, which takes longer than a stroke."""


class ProviderNote(QObject):
    """Measured a moment after the last change, and asked of the provider; never waited for."""

    changed = Signal()

    def __init__(self, documents: OpenDocuments, removal: Removal, tasks: Tasks, service: Service) -> None:
        super().__init__(documents)
        self._documents = documents
        self._removal = removal
        self._tasks = tasks
        self._settings = service.settings
        self._access = service.access
        self._measured: tuple[OpenDocument, str, str] | None = None
        """For which document and provider, and what."""
        self._credits: dict[str, int | None] = {}
        self._has_key: dict[str, bool] = {}
        self._is_measuring = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._measure)

    @property
    def text(self) -> str:
        provider, entry = self._removal.provider, self._documents.current
        if not provider.limits.takes_files:
            return "Works without a network. Nothing is uploaded."
        sending = ""
        if self._measured is not None and self._measured[:2] == (entry, provider.name):
            sending = self._measured[2]
        return f"{sending} {self._account_note(provider)}".strip()

    @property
    def is_ready(self) -> bool:
        """Whether the provider could be asked, as far as is known."""
        return self._has_key.get(self._removal.provider.name, True)

    def touch(self) -> None:
        """The mark, the document or the provider is another."""
        if self._removal.provider.limits.takes_files:
            self._pause.start()

    def ask_credits(self) -> None:
        """A provider was chosen, or something was paid for."""
        provider = self._removal.provider
        if provider.account is not None:
            self._tasks.spawn(self._ask_credits(provider))

    def _account_note(self, provider: Provider) -> str:
        if not self._has_key.get(provider.name, True):
            return f"{provider.label} needs a key. Add it in the settings (Ctrl+,)."
        return credits_note(self._credits.get(provider.name))

    async def _ask_credits(self, provider: Provider) -> None:
        assert provider.account is not None
        self._has_key[provider.name] = await self._access[provider.name].key() is not None
        self.changed.emit()
        self._credits[provider.name] = await provider.account.credits_left()
        self.changed.emit()

    def _measure(self) -> None:
        entry = self._documents.current
        if self._is_measuring:
            self._pause.start()
        elif entry is not None and entry.document is not None and entry.removal is None:
            self._is_measuring = True
            self._tasks.spawn(self._measure_entry(entry, self._removal.provider))

    async def _measure_entry(self, entry: OpenDocument, provider: Provider) -> None:
        document = entry.document
        assert document is not None
        try:
            plan = plan_removal(document, provider)
            size = await upload_bytes(document, provider, upload_format(self._settings.upload_format))
            photo = document.photo
            crop = (plan.crop.width, plan.crop.height)
            text = upload_note(crop, plan.size, (photo.width, photo.height), size / 10**6)
        except NothingToDoError:
            text = ""
        finally:
            self._is_measuring = False
        self._measured = entry, provider.name, text
        self.changed.emit()
