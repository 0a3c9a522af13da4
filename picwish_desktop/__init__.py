"""PicWish Desktop: an editor that turns a photograph into what a person needs next."""

__version__ = "0.1.0"
