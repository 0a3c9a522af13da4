"""ID photos: documents and their rules, framing, checks, papers and sheets. Numbers only: no file of a picture, no
window, no network."""
