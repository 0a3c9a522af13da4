"""Keeps what the window shows of a cutout true: the columns Background and Face, and their tools above the canvas."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtGui import QImage

from picwish_desktop.model.backdrop import Color, PictureBackdrop
from picwish_desktop.model.cutout import Look
from picwish_desktop.model.geometry import Rect
from picwish_desktop.operations.catalogue import CutOutFace, RemoveBackground
from picwish_desktop.ui.actions import CUTOUT_VIEWS, Command
from picwish_desktop.ui.canvas.cutout_scene import CutoutView
from picwish_desktop.ui.canvas.images import image_over
from picwish_desktop.ui.canvas.tool import Tool
from picwish_desktop.ui.describe import cutout_panel_state
from picwish_desktop.ui.open_documents import OpenDocument
from picwish_desktop.ui.panels.cutout_column import CutoutColumn
from picwish_desktop.ui.prices import price
from picwish_desktop.ui.rail import BACKGROUND, FACE

if TYPE_CHECKING:
    from picwish_desktop.ui.main_window import MainWindow
    from picwish_desktop.workflows.service import Service

VIEWS = {
    Command.RESULT_VIEW: CutoutView.RESULT,
    Command.MATTE_VIEW: CutoutView.MATTE,
    Command.OUTLINE_VIEW: CutoutView.OUTLINE,
    Command.ORIGINAL_VIEW: CutoutView.ORIGINAL,
}
SIGNS = {Tool.BRUSH: "keep", Tool.ERASER: "remove"}
"""What the tool does to a cutout."""
NEEDS_CUTOUT = (Command.SOFTEN_EDGE, Command.DROP_CUTOUT, Command.SAVE_MATTE, *CUTOUT_VIEWS)


class CutoutShowing:
    """Listens to the columns and to the canvas; owns nothing but these ties."""

    def __init__(self, window: MainWindow, service: Service) -> None:
        self._window = window
        self._settings = service.settings
        self._panels = {BACKGROUND.id: window.background_panel, FACE.id: window.face_panel}
        self._thumbnails: tuple[object, QImage | None] = (None, None)
        for panel, operation in ((window.background_panel, RemoveBackground()), (window.face_panel, CutOutFace())):
            panel.set_providers(
                (provider.name, provider.label, price(provider))
                for provider in service.providers.values()
                if provider.supports(operation)
            )
            self._tie_panel(panel)
        window.background_panel.subject_chosen.connect(self._choose_subject)
        self._tie_canvas()

    @property
    def panel(self) -> CutoutColumn | None:
        """The column of the current job, if it cuts out."""
        return self._panels.get(self._window.job)

    @property
    def is_painting_exactly(self) -> bool:
        """Whether the brush in hand paints the matte itself."""
        canvas = self._window.canvas
        return self.panel is not None and canvas.tool in (Tool.BRUSH, Tool.ERASER) and not canvas.painting.is_smart

    def follow_job(self) -> None:
        """The window turned to another job."""
        self._window.cutting.is_face = self._window.job == FACE.id

    def show_tool(self, tool: Tool) -> None:
        window, is_smart = self._window, self._window.canvas.painting.is_smart
        is_cutting = self.panel is not None
        window.tool_strip.set_cutting(is_cutting, is_smart=is_smart)
        window.commands[Command.SMART].setVisible(is_cutting)
        window.tool_strip.set_sign(SIGNS.get(tool, ""))
        if is_cutting and tool in SIGNS:
            window.commands[Command.SMART if is_smart else Command.BRUSH].setChecked(True)

    def refresh(self, entry: OpenDocument | None) -> None:
        """Whatever depends on the document that is shown."""
        window, document = self._window, None if entry is None else entry.document
        has_cutout = document is not None and document.state.cutout is not None
        is_cutting, is_idle = self.panel is not None, entry is not None and not entry.is_busy
        for command in NEEDS_CUTOUT:
            window.commands[command].setEnabled(has_cutout and is_cutting and is_idle)
        window.commands[Command.TRY_ANOTHER].setEnabled(
            has_cutout and is_cutting and is_idle and entry is not None and window.cutting.can_try_another(entry)
        )
        # the key is the wand's where objects are removed
        window.commands[Command.SMART].setEnabled(document is not None and is_cutting)
        for command in (Command.SOFTER, Command.HARDER):
            window.commands[command].setEnabled(is_cutting and document is not None)
        view = window.canvas.cutout_view
        window.tool_strip.set_view(view.value, is_enabled=has_cutout)
        window.commands[next(command for command, its in VIEWS.items() if its is view)].setChecked(True)
        if is_cutting:
            window.commands[Command.MASK_ONLY].setChecked(view is CutoutView.MATTE)
        self.refresh_panel()

    def refresh_panel(self) -> None:
        window, panel, entry = self._window, self.panel, self._window.documents.current
        if panel is None or entry is None:
            return
        state = cutout_panel_state(
            entry,
            window.cutting,
            window.provider_note.text,
            self._thumbnail(entry),
            is_drawing_box=window.canvas.tool is Tool.RECTANGLE,
            is_picking_color=window.canvas.is_picking_color,
        )
        panel.show_state(state)
        window.commands[Command.RUN].setEnabled(
            not state.refusal and not state.is_running and entry.document is not None
        )
        window.canvas.set_progress(state.progress if entry.work is not None else None)

    # ties

    def _tie_panel(self, panel: CutoutColumn) -> None:
        window = self._window
        panel.provider_chosen.connect(self._choose_provider)
        panel.try_another.connect(window.cutting.try_another)
        panel.draw_box.connect(self._draw_box)
        panel.look_changed.connect(self._change_look)
        panel.backdrop_picture_requested.connect(window.looks.ask_picture)
        panel.pipette_requested.connect(self._pick_color)
        panel.cut_out.connect(window.commands[Command.RUN].trigger)
        panel.cancel.connect(window.work.cancel)
        panel.use_this_computer.connect(window.cutting.switch_to_this_computer)
        panel.copy.connect(window.commands[Command.COPY].trigger)
        panel.save_as.connect(window.commands[Command.SAVE_AS].trigger)

    def _tie_canvas(self) -> None:
        window, canvas, strip = self._window, self._window.canvas, self._window.tool_strip
        canvas.hint_drawn.connect(window.cutting.point)
        canvas.box_drawn.connect(self._take_box)
        canvas.color_picked.connect(self._take_color)
        canvas.backdrop_moved.connect(self._move_backdrop)
        canvas.picking_ended.connect(self.refresh_panel)
        canvas.view_changed.connect(lambda _: self.refresh(window.documents.current))
        window.cutting.hint_done.connect(canvas.remove_hint)
        strip.sign_chosen.connect(lambda sign: canvas.set_tool(Tool.BRUSH if sign == "keep" else Tool.ERASER))
        strip.view_chosen.connect(lambda view: canvas.set_cutout_view(CutoutView(view)))
        strip.hardness_changed.connect(self.set_hardness)

    # choices

    def set_hardness(self, hardness: float) -> None:
        """How much of the brush on the matte is solid, 0 to 1."""
        hardness = min(max(hardness, 0.0), 1.0)
        self._window.canvas.painting.hardness = hardness
        self._window.tool_strip.set_hardness(hardness)
        self._settings.brush_hardness = hardness

    def use_brush(self, *, is_smart: bool) -> None:
        """Take the brush into the hand: the smart one, or the one that paints exactly where it is drawn."""
        canvas = self._window.canvas
        canvas.set_smart(is_smart)
        if canvas.tool not in (Tool.BRUSH, Tool.ERASER):
            canvas.set_tool(Tool.BRUSH)

    def go_to_softness(self) -> None:
        """Give the keys to what makes the cutout's edge softer."""
        if self.panel is not None:
            # which may be hidden
            self._window.commands[Command.HIDE_PANELS].setChecked(False)
            self.panel.go_to_softness()

    def _choose_provider(self, name: str) -> None:
        if (entry := self._window.documents.current) is not None:
            # was said of the one before
            entry.message = ""
        if self._window.cutting.is_face:
            self._settings.face_provider = name
        else:
            self._settings.background_provider = name
        self._window.provider_note.touch()
        self._window.provider_note.ask_credits()
        self._window.documents.changed.emit()

    def _choose_subject(self, subject: str) -> None:
        self._window.cutting.choose_subject(subject)
        self.refresh_panel()

    def _draw_box(self, is_on: bool) -> None:
        self._window.canvas.set_tool(Tool.RECTANGLE if is_on else Tool.BRUSH)
        self._window.canvas.setFocus()

    def _take_box(self, box: Rect) -> None:
        self._window.canvas.set_tool(Tool.BRUSH)
        self._window.cutting.cut_out_in(box)

    def _change_look(self, look: Look, is_final: bool) -> None:
        self._window.looks.change(look, is_final)
        if is_final:
            self.refresh_panel()

    def _move_backdrop(self, backdrop: PictureBackdrop, is_final: bool) -> None:
        entry = self._window.documents.current
        if entry is not None and entry.document is not None:
            self._change_look(replace(entry.document.state.look, backdrop=backdrop), is_final)

    def _pick_color(self) -> None:
        canvas = self._window.canvas
        canvas.set_picking_color(not canvas.is_picking_color)
        self.refresh_panel()

    def _take_color(self, color: Color) -> None:
        if self.panel is not None:
            self.panel.take_color(color)

    def _thumbnail(self, entry: OpenDocument) -> QImage | None:
        """Of the picture of one's own that was chosen last."""
        picture = entry.backdrop_picture
        if self._thumbnails[0] is not picture:
            small = None if picture is None else image_over(picture.pixels).scaledToHeight(64)
            self._thumbnails = picture, small
        return self._thumbnails[1]
