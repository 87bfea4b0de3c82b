"""Names over pictures of pages: whoever takes one away says by it who they are."""

import io
from importlib.resources import files

from PIL import Image, ImageDraw, ImageFont

FONT = files("activities.evidence").joinpath("fonts", "IBMPlexSans-SemiBold.ttf")
INK = (176, 0, 32, 88)
TILES_ACROSS = 2
ANGLE = 24


def with_name_mark(png: bytes, words: str) -> bytes:
    """The picture with `words` across all of it, slanted, again and again."""
    with Image.open(io.BytesIO(png)) as opened:
        page = opened.convert("RGBA")
    marked = Image.alpha_composite(page, _layer(page.size, words)).convert("RGB")
    out = io.BytesIO()
    marked.save(out, "PNG", compress_level=4)
    return out.getvalue()


def _layer(size: tuple[int, int], words: str) -> Image.Image:
    """Transparent, the words on a grid that is turned; larger than the picture: no corner stays free."""
    width, height = size
    side = int((width**2 + height**2) ** 0.5) + 1
    font = _font(words, width / TILES_ACROSS)
    layer = Image.new("RGBA", (side, side), (0, 0, 0, 0))
    draw = ImageDraw.Draw(layer)
    left, top, right, bottom = draw.textbbox((0, 0), words, font=font)
    across, down = right - left + 4 * (bottom - top), 5 * (bottom - top)
    for row, y in enumerate(range(0, side, int(down) or 1)):
        for x in range(-int(across) // 2 * (row % 2), side, int(across) or 1):
            draw.text((x, y), words, font=font, fill=INK)
    turned = layer.rotate(ANGLE, resample=Image.Resampling.BICUBIC)
    margin_x, margin_y = (side - width) // 2, (side - height) // 2
    return turned.crop((margin_x, margin_y, margin_x + width, margin_y + height))


def _font(words: str, width: float) -> ImageFont.FreeTypeFont:
    """Our own font, so large that the words take about `width` pixels."""
    font = _sized(20)
    return _sized(max(8, int(20 * width / max(font.getlength(words), 1))))


def _sized(size: int) -> ImageFont.FreeTypeFont:
    with FONT.open("rb") as file:
        return ImageFont.truetype(io.BytesIO(file.read()), size)
