"""The certificate as a PDF. The only module that loads WeasyPrint: import it inside what uses it."""

import warnings
from functools import cache

import segno
from django.template.loader import render_to_string
from weasyprint import CSS, HTML, Document
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from certificates.faces import FACES, face_bytes
from certificates.facts import CertificateFacts, facts_hash
from certificates.layout import DENSITIES, page_context

TEMPLATE = "certificates/pdf/certificate.html"
STYLES = "certificates/pdf/certificate.css"
VARIANT = "pdf/a-3a"


class FetchRefused(Exception):
    """The document asked for something from outside itself."""


class CertificateDoesNotFit(Exception):
    """The facts do not fit one page even at the smallest size."""


class NoFetcher(URLFetcher):
    """Fetches nothing: no file, no network, no data address. It keeps what was asked for.

    A refusal ends the rendering; where WeasyPrint swallows it (inside SVG), `refused` still tells.
    """

    def __init__(self) -> None:
        super().__init__(allowed_protocols=(), allow_redirects=False, fail_on_errors=True)
        self.refused: list[str] = []

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        self.refused.append(url)
        raise FetchRefused(url)


class FacesOnly(NoFetcher):
    """Hands the stylesheet the printed faces from memory and refuses everything else."""

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        for face in FACES:
            if url == f"face:{face.name}":
                return URLFetcherResponse(url, face_bytes(face), {"Content-Type": "font/ttf"})
        return super().fetch(url, headers)


def render_pdf(facts: CertificateFacts) -> bytes:
    """One tagged, archivable A4 page; the same facts give the same bytes.

    Long names and titles are set smaller, step by step. Raises FetchRefused when the document asks for
    anything from outside, CertificateDoesNotFit when the smallest step still needs a second page.
    """
    identifier = facts_hash(facts.to_json())[:32].encode()
    for density in DENSITIES:
        pdf = pdf_of_one_page(certificate_html(facts, density), identifier)
        if pdf is not None:
            return pdf
    raise CertificateDoesNotFit(facts.serial)


def certificate_html(facts: CertificateFacts, density: str) -> str:
    """The whole document but its faces; every fact escaped by the template."""
    qr = segno.make(facts.verify_url, error="m", micro=False).svg_inline(
        border=0, omitsize=True, svgclass=None, lineclass=None
    )
    return render_to_string(TEMPLATE, page_context(facts, density, qr))


def pdf_of_one_page(html: str, identifier: bytes) -> bytes | None:
    """The PDF, or None when `html` needs more than one page. Raises FetchRefused."""
    fetcher = NoFetcher()
    font_config, styles = _styles()
    try:
        document = HTML(string=html, url_fetcher=fetcher)
        pages = document.render(font_config=font_config, stylesheets=[styles])
        pdf = _write(pages, identifier) if len(pages.pages) == 1 else None
    except FatalURLFetchingError as refusal:
        raise FetchRefused(*fetcher.refused) from refusal
    if fetcher.refused:
        raise FetchRefused(*fetcher.refused)
    return pdf


def _write(pages: Document, identifier: bytes) -> bytes:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # it forgets to close its own colour profile
        return pages.write_pdf(pdf_variant=VARIANT, pdf_identifier=identifier)


@cache
def _styles() -> tuple[FontConfiguration, CSS]:
    """Faces and styles are read once in a process: registering fonts costs as much as a page."""
    font_config = FontConfiguration()
    styles = CSS(string=render_to_string(STYLES), font_config=font_config, url_fetcher=FacesOnly())
    return font_config, styles
