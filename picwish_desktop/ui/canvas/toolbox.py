"""The tools, and which of them is in hand."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from picwish_desktop.model.geometry import MAX_RECTANGLES, Rect
from picwish_desktop.model.gesture import Gesture
from picwish_desktop.model.selection import Combine
from picwish_desktop.ui.canvas.box import BoxTool
from picwish_desktop.ui.canvas.brush import BrushTool
from picwish_desktop.ui.canvas.document_view import CanvasJob, DocumentView
from picwish_desktop.ui.canvas.ellipse import EllipseTool
from picwish_desktop.ui.canvas.hand import HandTool
from picwish_desktop.ui.canvas.hint_stroke import Hint
from picwish_desktop.ui.canvas.lasso import LassoTool
from picwish_desktop.ui.canvas.painting import Painting
from picwish_desktop.ui.canvas.polygon import PolygonTool
from picwish_desktop.ui.canvas.rectangle import RectangleTool
from picwish_desktop.ui.canvas.shape import ShapeMarking, ShapeTool
from picwish_desktop.ui.canvas.tool import PointerTool, Tool
from picwish_desktop.ui.canvas.wand import WandTool
from picwish_desktop.ui.canvas.zoom_tool import ZoomTool


class Toolbox(QObject):
    """What toolbars and shortcuts set, and whether the tools may mark."""

    tool_changed = Signal(Tool)
    brush_size_changed = Signal(int)
    message = Signal(str)
    """A sentence for the person."""
    told = Signal(str)
    """What the person may have missed, to be read for a moment."""
    shape_changed = Signal()
    """A shape begins to be in the making, or is no longer."""
    hint_drawn = Signal(Hint)
    """The cutout should hold what was painted, or not hold it."""
    box_drawn = Signal(Rect)
    """Around the subject, in pixels of the photo."""
    wand_picked = Signal(object, object)
    """The pixel of the photo (x, y), and how what looks like it is combined with the mark."""
    rectangle_selected = Signal(object)
    """The selected rectangle in pixels of the photo, each time that it is another one or elsewhere; None when none is
    or another tool is in hand."""

    def __init__(self, view: DocumentView) -> None:
        super().__init__(view)
        self._view = view
        self.painting = Painting(view, self._begin, self.hint_drawn.emit)
        begin = self.painting.stroke
        self._brush = BrushTool(view, begin, self.brush_size_changed.emit, is_eraser=False)
        self._eraser = BrushTool(view, begin, self.brush_size_changed.emit, is_eraser=True)
        self._rectangle = RectangleTool(
            view, self._begin, self._refuse_rectangle, self._tell_rectangle, lambda: self._is_marking_enabled
        )
        self._box = BoxTool(view, self.box_drawn.emit, lambda: self._is_marking_enabled)
        self._hand, self._zoom = HandTool(view), ZoomTool(view)
        self.combine = Combine.ADD
        marking = ShapeMarking(
            self._begin,
            lambda: self.combine,
            lambda: self._is_marking_enabled,
            self.shape_changed.emit,
            self.tell_lost,
        )
        self._shapes = {
            tool: make(view, marking)
            for tool, make in ((Tool.ELLIPSE, EllipseTool), (Tool.LASSO, LassoTool), (Tool.POLYGON, PolygonTool))
        }
        self._wand = WandTool(view, self._pick, lambda: self.combine)
        self._tool = Tool.BRUSH
        self.current: PointerTool = self._brush
        """What the tool in the hand is in the view's job."""
        self._is_marking_enabled = True
        self._why_not = ""
        """The sentence why nothing may be marked now."""

    @property
    def tool(self) -> Tool:
        return self._tool

    def follow_job(self, job: CanvasJob) -> None:
        """The view's."""
        self.current = self._in_hand(job)

    def _in_hand(self, job: CanvasJob) -> PointerTool:
        match self._tool:
            case tool if job is CanvasJob.LOOK and tool is not Tool.ZOOM:
                return self._hand
            case Tool.BRUSH:
                return self._brush
            case Tool.ERASER:
                return self._eraser
            case Tool.HAND:
                return self._hand
            case Tool.ZOOM:
                return self._zoom
            case Tool.RECTANGLE:
                return self._rectangle if job is CanvasJob.MARK else self._box
            case Tool.ELLIPSE | Tool.LASSO | Tool.POLYGON if job is CanvasJob.MARK:
                return self._shapes[self._tool]
            case Tool.WAND if job is CanvasJob.MARK:
                return self._wand
            case _:
                return self._brush

    def set_tool(self, tool: Tool) -> None:
        if tool is self._tool:
            return
        self.current.finish()
        self.lose_shape()
        self._tool = tool
        self.current = self._in_hand(self._view.job)
        self._view.update()
        self.tool_changed.emit(tool)
        if self.is_drawing_shape:
            # it waited, and is in the hand again
            self.shape_changed.emit()
        self.brush_size_changed.emit(self.brush_size)
        self._tell_rectangle(self._rectangle.selected)

    def set_smart(self, is_smart: bool) -> None:
        """Whether the brush points at what a cutout should hold, and does not paint its matte."""
        self.current.finish()
        self.painting.is_smart = is_smart
        self.tool_changed.emit(self._tool)

    @property
    def brush_size(self) -> int:
        """Diameter in the picture's pixels: of the eraser when that is the tool, else of the brush."""
        return self._sized().size

    def set_brush_size(self, size: int) -> None:
        self._sized().set_size(size)

    def step_brush_size(self, direction: int) -> None:
        """The next larger (1) or smaller (-1) size of the brush in the hand."""
        if isinstance(self.current, BrushTool):
            # nobody sees how large another one would be
            self._sized().step_size(direction)

    def set_selected_rectangle(self, rectangle: Rect) -> None:
        """Put a typed one in the place of the selected one, cut to the picture."""
        if self.current is self._rectangle:
            self._rectangle.set_selected(rectangle)

    def duplicate_rectangle(self) -> None:
        """Add a copy of the selected one, and select that."""
        if self.current is self._rectangle:
            self._rectangle.duplicate()

    def delete_rectangle(self) -> None:
        """The selected one."""
        if self.current is self._rectangle:
            self._rectangle.delete()

    def set_marking_enabled(self, is_enabled: bool, why_not: str = "") -> None:
        """While it is off, the picture can be looked at but not marked; `why_not` is told to who tries."""
        self._why_not = why_not
        self.current.finish()
        if not is_enabled:
            self.lose_shape()
        self._is_marking_enabled = is_enabled
        self._view.may_hint = is_enabled

    def refuses(self, tool: PointerTool) -> bool:
        """Whether a press of the tool would do nothing, as nothing may be marked now."""
        return not self._is_marking_enabled and tool is self.current and not self._only_looks(tool)

    def tell_why_not(self) -> None:
        if self._why_not:
            self.told.emit(self._why_not)

    def takes_key(self, key: int) -> bool:
        """Whether the tool in hand would do something with the key. While marking is off none that marks does, so that
        Esc reaches what stops a removal."""
        may_do = self._is_marking_enabled or self._only_looks(self.current)
        return may_do and self.current.takes_key(key)

    def _only_looks(self, tool: PointerTool) -> bool:
        return tool in (self._hand, self._zoom)

    def forget(self) -> None:
        """Another picture is shown."""
        for tool in (self._brush, self._eraser, self._rectangle, self._box, self._hand, *self._shapes.values()):
            tool.forget()

    def set_combine(self, mode: Combine) -> None:
        """What a shape does to the mark when nothing held down says otherwise."""
        self.combine = mode

    @property
    def is_drawing_shape(self) -> bool:
        """Whether one is in the making."""
        return isinstance(self.current, ShapeTool) and self.current.is_drawing

    def lose_shape(self) -> None:
        """The one in the making is not to be seen any more: the person did something else."""
        if isinstance(self.current, ShapeTool):
            self.current.lose()

    def tell_lost(self) -> None:
        """A shape in the making was dropped, which may not be what was wanted."""
        self.told.emit(self.tr("The shape was not finished, and is dropped. Draw it again to mark it."))

    def _sized(self) -> BrushTool:
        return self._eraser if self._tool is Tool.ERASER else self._brush

    def _begin(self, label: str) -> Gesture | None:
        """A gesture that marks, or corrects a cutout. A result that is shown is kept first, and the mark is made to be
        seen."""
        document = self._view.document
        if document is None or not self._is_marking_enabled:
            return None
        document.keep()
        if self._view.job is CanvasJob.MARK:
            self._view.set_overlay_visible(True)
        return document.begin(label)

    def _pick(self, point: tuple[int, int], how: Combine) -> None:
        """As `_begin`: the mark changes later."""
        document = self._view.document
        if document is None or not self._is_marking_enabled:
            return
        if how is Combine.SUBTRACT and document.state.preview is not None:
            # which hides what there is to take away
            return
        document.keep()
        self._view.set_overlay_visible(True)
        self.wand_picked.emit(point, how)

    def _tell_rectangle(self, selected: Rect | None) -> None:
        self.rectangle_selected.emit(selected if self._tool is Tool.RECTANGLE else None)

    def _refuse_rectangle(self) -> None:
        text = self.tr("{count} rectangles is the most for one removal. Remove these first, or paint the rest.")
        self.message.emit(text.format(count=MAX_RECTANGLES))
