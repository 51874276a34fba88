"""The certificate as a PDF. The only module of the product that loads WeasyPrint: import it where it is used."""

from functools import cache
from typing import Any

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


class NoFetcher(URLFetcher):  # type: ignore[misc]
    """Fetches nothing: no file, no network, no data address; the first try ends the rendering."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols=(), allow_redirects=False, fail_on_errors=True)

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        raise FetchRefused(url)


class FacesOnly(NoFetcher):
    """Hands the stylesheet the printed faces from memory and refuses everything else."""

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        for face in FACES:
            if url == f"face:{face.name}":
                return URLFetcherResponse(url, face_bytes(face), {"Content-Type": "font/ttf"})
        return super().fetch(url, headers)


def render_pdf(facts: CertificateFacts) -> bytes:
    """One tagged, archivable A4 page; the same facts give the same bytes.

    Long names and titles are set smaller, step by step. Raises FetchRefused when the document asks for anything
    from outside, CertificateDoesNotFit when the smallest step still needs a second page.
    """
    identifier = facts_hash(facts.to_json())[:32].encode()
    for density in DENSITIES:
        document = lay_out(certificate_html(facts, density))
        if len(document.pages) == 1:
            return write(document, identifier)
    raise CertificateDoesNotFit(facts.serial)


def certificate_html(facts: CertificateFacts, density: str) -> str:
    """The whole document but its faces; every fact escaped by the template."""
    qr = segno.make(facts.verify_url, error="m", micro=False).svg_inline(
        border=0, omitsize=True, svgclass=None, lineclass=None
    )
    return render_to_string(TEMPLATE, page_context(facts, density, qr))


def lay_out(html: str) -> Document:
    """Pages of `html` in the certificate's styles. Raises FetchRefused."""
    font_config, styles = _styles()
    try:
        return HTML(string=html, url_fetcher=NoFetcher()).render(font_config=font_config, stylesheets=[styles])
    except FatalURLFetchingError as refusal:
        raise FetchRefused(str(refusal)) from None


def write(document: Document, identifier: bytes) -> bytes:
    """The bytes of laid-out pages. Raises FetchRefused for an attachment."""
    options: dict[str, Any] = {"pdf_variant": VARIANT, "pdf_identifier": identifier}
    try:
        return document.write_pdf(**options)
    except FatalURLFetchingError as refusal:
        raise FetchRefused(str(refusal)) from None


@cache
def _styles() -> tuple[FontConfiguration, CSS]:
    """Faces and styles are read once in a process: registering fonts costs as much as a page."""
    font_config = FontConfiguration()
    styles = CSS(string=render_to_string(STYLES), font_config=font_config, url_fetcher=FacesOnly())
    return font_config, styles
