"""Photoshop's own format, by psd-tools' plain structures: its layers would hold every picture several times in floats.

Source: Adobe Photoshop File Formats Specification (2019).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np

from picwish_desktop.imaging import tiff_write
from picwish_desktop.imaging.flatten import Progress, merged
from picwish_desktop.imaging.layer import SUBJECT, Layer, layers_of
from picwish_desktop.imaging.scene import Scene
from picwish_desktop.model.geometry import Rect
from picwish_desktop.model.photo import Metadata, Pixels

if TYPE_CHECKING:
    from psd_tools.psd import PSD
    from psd_tools.psd.layer_and_mask import ChannelData, ChannelDataList, LayerRecord

LONGEST_SIDE = 30000
MOST_BYTES = (1 << 31) - 1
_PER_INCH = 1
"""The unit of a resolution and of the sides that are shown with it (Image resource 1005)."""


def write(file: BinaryIO, scene: Scene, metadata: Metadata, on_progress: Progress) -> None:
    """The layers, of which the subject has its opacity as a mask over the whole photo, and the merged picture."""
    # a quarter of a second, and only for who saves so
    from psd_tools.constants import ColorMode, Tag
    from psd_tools.psd import PSD
    from psd_tools.psd.header import FileHeader
    from psd_tools.psd.layer_and_mask import ChannelImageData, GlobalLayerMaskInfo, LayerInfo, LayerRecords
    from psd_tools.psd.tagged_blocks import TaggedBlocks

    channels = scene.channels + (not scene.has_backdrop)
    document = PSD(
        header=FileHeader(
            channels=channels,
            height=scene.canvas.height,
            width=scene.canvas.width,
            depth=scene.depth,
            color_mode=ColorMode.GRAYSCALE if scene.channels == 1 else ColorMode.RGB,
        )
    )
    records, data = LayerRecords(), ChannelImageData()
    for layer in layers_of(scene, is_masked=True):
        record, planes = _record(layer)
        records.append(record)
        data.append(planes)
        del layer
        on_progress(len(records) / 5)
    # below zero: the merged picture's first channel beside its colours is how opaque it is
    count = len(records) if scene.has_backdrop else -len(records)
    information = document.layer_and_mask_information
    # empty, but it has to be there: readers count on it to find what follows
    information.global_layer_mask_info = GlobalLayerMaskInfo()
    if scene.depth == 8:
        information.layer_info = LayerInfo(count, records, data)
    else:
        # where Photoshop itself has layers of 16 bits; the usual place stays empty
        information.layer_info, information.tagged_blocks = LayerInfo(), TaggedBlocks()
        if not scene.has_backdrop:
            information.tagged_blocks.set_data(Tag.SAVING_MERGED_TRANSPARENCY16)
        information.tagged_blocks.set_data(Tag.LAYER_16, count, records, data)
    _say(document, metadata)
    _merge(document, scene)
    document.write(file)
    on_progress(1.0)


def _record(layer: Layer) -> tuple[LayerRecord, ChannelDataList]:
    from psd_tools.constants import ChannelID, Tag
    from psd_tools.psd.layer_and_mask import ChannelDataList, ChannelInfo, LayerRecord, MaskData

    place = layer.place
    record = LayerRecord(place.y, place.x, place.bottom, place.right, name=layer.name)
    record.tagged_blocks.set_data(Tag.UNICODE_LAYER_NAME, layer.name)
    opaque = np.broadcast_to(np.array(np.iinfo(layer.colors.dtype).max, layer.colors.dtype), layer.colors.shape[:2])
    is_masked = layer.name == SUBJECT
    transparency = opaque if is_masked or layer.opacity is None else layer.opacity
    planes = [(ChannelID.TRANSPARENCY_MASK, transparency)]
    planes += [(ChannelID(at), layer.colors[..., at]) for at in range(layer.colors.shape[2])]
    if is_masked and layer.opacity is not None:
        planes.append((ChannelID.USER_LAYER_MASK, layer.opacity))
        record.mask_data = MaskData(place.y, place.x, place.bottom, place.right)
    channels = ChannelDataList()
    for name, plane in planes:
        channel = _compressed(plane, place)
        record.channel_info.append(ChannelInfo(name, 2 + len(channel.data)))
        channels.append(channel)
    return record, channels


def _compressed(plane: Pixels, place: Rect) -> ChannelData:
    from psd_tools.constants import Compression
    from psd_tools.psd.layer_and_mask import ChannelData

    if plane.dtype == np.uint16:
        # halves of 16 bits make no runs; the differences are those of TIFF
        packed = tiff_write.deflate(tiff_write.differences(plane[..., None], ">"))
        return ChannelData(Compression.ZIP_WITH_PREDICTION, packed)
    # runs of equal bytes are what every program reads
    channel = ChannelData(Compression.RLE)
    channel.set_data(_stored(plane), place.width, place.height, 8)
    return channel


def _stored(plane: Pixels) -> bytes:
    return plane.astype(plane.dtype.newbyteorder(">")).tobytes()


def _merge(document: PSD, scene: Scene) -> None:
    """Put the merged picture in: what is transparent is mixed with white there, as Photoshop does it."""
    from psd_tools.constants import Compression
    from psd_tools.psd.image_data import ImageData

    flat = merged(scene)
    if not scene.has_backdrop:
        for stripe in scene.stripes():
            part = flat[stripe.slices]
            share = part[..., -1:].astype(np.float32) / scene.most
            part[..., :-1] = np.rint(part[..., :-1] * share + scene.most * (1 - share))
    planes = [_stored(flat[..., at]) for at in range(flat.shape[2])]
    del flat
    document.image_data = ImageData(Compression.RLE if scene.depth == 8 else Compression.RAW)
    document.image_data.set_data(planes, document.header)


def _say(document: PSD, metadata: Metadata) -> None:
    """Put in what the photo says beside its pixels."""
    from psd_tools.constants import Resource
    from psd_tools.psd.image_resources import ImageResource, ImageResources, ResoulutionInfo

    document.image_resources = ImageResources.new()
    blocks: dict[Resource, Any] = {
        Resource.IPTC_NAA: metadata.iptc,
        Resource.ICC_PROFILE: metadata.icc_profile,
        Resource.EXIF_DATA_1: metadata.exif,
        Resource.XMP_METADATA: metadata.xmp,
    }
    if metadata.dpi:
        across, down = (round(value * 65536) for value in metadata.dpi)
        blocks[Resource.RESOLUTION_INFO] = ResoulutionInfo(across, _PER_INCH, _PER_INCH, down, _PER_INCH, _PER_INCH)
    for key, block in blocks.items():
        if block is not None:
            document.image_resources[key] = ImageResource(key=key, data=block)
