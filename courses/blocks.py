"""The blocks of a lesson."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock
from wagtailmedia.blocks import VideoChooserBlock

from .registry import practice_items

FEATURES = [
    "h2",
    "h3",
    "h4",
    "bold",
    "italic",
    "ol",
    "ul",
    "link",
    "document-link",
    "superscript",
    "subscript",
]


class ImageBlock(blocks.StructBlock):
    """A picture; its alternative text is required, since some learners hear the page."""

    image = ImageChooserBlock(label=_("picture"))
    alt = blocks.CharBlock(
        label=_("alternative text"), max_length=250, help_text=_("What the picture says, in words.")
    )
    caption = blocks.CharBlock(label=_("caption"), required=False, max_length=250)

    class Meta:
        icon = "image"
        label = _("picture")
        template = "blocks/image.html"


class VideoBlock(blocks.StructBlock):
    """A video with what is said in it; captions belong to the media file."""

    video = VideoChooserBlock(label=_("video"))
    title = blocks.CharBlock(label=_("title"), max_length=150)
    transcript = blocks.RichTextBlock(label=_("transcript"), features=["bold", "italic", "ol", "ul"])

    class Meta:
        icon = "media"
        label = _("video")
        template = "blocks/video.html"


class DocumentBlock(blocks.StructBlock):
    """A file to download."""

    document = DocumentChooserBlock(label=_("document"))
    title = blocks.CharBlock(label=_("title"), max_length=150)

    class Meta:
        icon = "doc-full"
        label = _("document")
        template = "blocks/document.html"


class CalloutBlock(blocks.StructBlock):
    """A box that stands out."""

    kind = blocks.ChoiceBlock(
        label=_("kind"),
        choices=[
            ("note", _("Note")),
            ("warning", _("Warning")),
            ("example", _("Example")),
            ("do", _("Do this")),
        ],
        default="note",
    )
    title = blocks.CharBlock(label=_("title"), max_length=150)
    text = blocks.RichTextBlock(label=_("text"), features=["bold", "italic", "ol", "ul", "link"])

    class Meta:
        icon = "warning"
        label = _("call-out")
        template = "blocks/callout.html"


class SelfCheckBlock(blocks.StructBlock):
    """One practice item, stored by its uuid."""

    item = blocks.ChoiceBlock(label=_("practice item"), choices=practice_items)

    class Meta:
        icon = "help"
        label = _("self-check")
        template = "blocks/self_check.html"


class LessonBlocks(blocks.StreamBlock):
    """What a lesson may hold."""

    rich_text = blocks.RichTextBlock(
        label=_("running text"), features=FEATURES, template="blocks/rich_text.html"
    )
    image = ImageBlock()
    video = VideoBlock()
    document = DocumentBlock()
    callout = CalloutBlock()
    table = TypedTableBlock(
        [
            ("text", blocks.CharBlock(required=False)),
            ("rich_text", blocks.RichTextBlock(required=False, features=["bold", "italic", "link", "ul"])),
        ],
        label=_("table"),
        template="blocks/table.html",
    )
    self_check = SelfCheckBlock()
