"""How much is too much, for those who read pictures and those who only look at them."""

MAX_PIXELS = 160_000_000
"""Of a picture that is opened: the largest cameras have 151 megapixels; Pillow refuses TIFF and WebP from 179."""
