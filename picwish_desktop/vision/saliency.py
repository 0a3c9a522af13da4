"""How much each part of a picture stands out from what surrounds it and from what touches the picture's edge."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

REGION = 12
"""Side of a superpixel, in pixels of the small picture this is measured on."""


def saliency(lab: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Rows × columns, 0 to 1, for a small picture in Lab (rows × columns × 3).

    After Zhu et al., “Saliency optimization from robust background detection” (2014): a region of one colour that
    touches the picture's edge along much of its length is background, and what differs from all background near it
    stands out.
    """
    if min(lab.shape[:2]) < 3 * REGION:
        # too narrow for anything to stand out, and OpenCV's superpixels crash on it
        return np.zeros(lab.shape[:2], np.float32)
    labels, count = _superpixels(lab)
    area = np.bincount(labels.ravel(), minlength=count).astype(np.float32)
    place_of_pixel = np.moveaxis(np.indices(labels.shape), 0, -1)
    values = np.concatenate([lab, place_of_pixel], axis=2).astype(np.float32)
    means = np.stack([_mean(np.asarray(values[..., axis]), labels, area) for axis in range(5)], axis=1)
    colour, place = means[:, :3], means[:, 3:] / max(labels.shape)
    apart = np.linalg.norm(colour[:, None] - colour[None], axis=2)
    far = np.linalg.norm(place[:, None] - place[None], axis=2)
    on_edge = np.zeros(count, np.bool_)
    for edge in (labels[0], labels[-1], labels[:, 0], labels[:, -1]):
        on_edge[edge] = True
    alike = np.exp(-((_geodesic(labels, apart)) ** 2) / (2 * 10.0**2))
    span = alike.sum(axis=1)
    contact = alike @ on_edge.astype(np.float32)
    is_background = 1 - np.exp(-((contact / np.sqrt(np.maximum(span, 1e-6))) ** 2) / 2)
    near = np.exp(-(far**2) / (2 * 0.4**2))
    stands_out = (apart * near * is_background[None]).sum(axis=1) / np.maximum(near.sum(axis=1), 1e-6)
    stands_out *= 1 - is_background
    low, high = np.percentile(stands_out, (2, 98))
    scaled = np.clip((stands_out - low) / max(float(high - low), 1e-6), 0, 1)
    return np.asarray(scaled[labels], np.float32)


def _superpixels(lab: NDArray[np.uint8]) -> tuple[NDArray[np.int32], int]:
    slic = cv2.ximgproc.createSuperpixelSLIC(lab, cv2.ximgproc.SLICO, REGION, 10.0)
    slic.iterate(6)
    slic.enforceLabelConnectivity(40)
    return np.asarray(slic.getLabels(), np.int32), int(slic.getNumberOfSuperpixels())


def _mean(values: NDArray[np.float32], labels: NDArray[np.int32], area: NDArray[np.float32]) -> NDArray[np.float32]:
    totals = np.bincount(labels.ravel(), values.ravel(), minlength=len(area))
    return np.asarray(totals / np.maximum(area, 1), np.float32)


def _geodesic(labels: NDArray[np.int32], apart: NDArray[np.float32]) -> NDArray[np.float32]:
    """The least sum of colour steps on a way from each region to each other one."""
    distance = np.full_like(apart, 1e4)
    for one, other in ((labels[:, 1:], labels[:, :-1]), (labels[1:], labels[:-1])):
        distance[one, other] = distance[other, one] = apart[one, other]
    # steps smaller than this are shading
    distance = np.maximum(distance - 3.0, 0)
    np.fill_diagonal(distance, 0)
    for middle in range(len(distance)):
        np.minimum(distance, distance[:, middle, None] + distance[None, middle], out=distance)
    return np.asarray(distance)
