"""Strings that mean harm to a page, a query, a file or a terminal; and reports that have them in every field."""

from __future__ import annotations

import hashlib
from decimal import Decimal
from itertools import product
from pathlib import Path

from ontology.model import (
    Citation,
    Comparator,
    CourtCase,
    DivisionKind,
    Engagement,
    Evidence,
    Instrument,
    InstrumentKind,
    Issue,
    Observation,
    Place,
    PlaceMention,
    Programme,
    ProgrammeActivity,
    ProgrammeStatus,
    Provider,
    ProviderKind,
    Report,
    SectionRole,
)

RUN = "window.pwned=1"
_TAGS = ("img", "svg", "body", "video", "audio", "input", "details", "iframe", "a", "object")
_EVENTS = ("onerror", "onload", "onfocus", "ontoggle", "onpointerenter", "onanimationstart")
HANDLERS = [f"<{tag} src=x {event}={RUN} autofocus open>" for tag, event in product(_TAGS, _EVENTS)]
SCRIPTS = [
    f"<script>{RUN}</script>",
    f"</script><script>{RUN}</script>",
    f"<ScRiPt>{RUN}</sCrIpT>",
    f"<script/x>{RUN}</script>",
    f"<script\n>{RUN}</script\n>",
    f"<scr<script>ipt>{RUN}</scr</script>ipt>",
    "<script src=//127.0.0.2/x.js></script>",
    "<script type=module>import'//127.0.0.2/x.js'</script>",
    f"<!--><script>{RUN}</script>-->",
    f"--!><script>{RUN}</script>",
    f"]]><script>{RUN}</script>",
    f"</title><script>{RUN}</script>",
    f"</textarea><script>{RUN}</script>",
    f"</style><script>{RUN}</script>",
    f"</noscript><script>{RUN}</script>",
    f"</template><script>{RUN}</script>",
    f"<noscript><p title='</noscript><img src=x onerror={RUN}>'>",
    f"＜script＞{RUN}＜/script＞",
    f"\u2039script\u203a{RUN}",
    f"<\x0bscript>{RUN}</script>",
]
ATTRIBUTES = [
    f'" onmouseover="{RUN}',
    f"' onmouseover='{RUN}",
    f"` onmouseover=`{RUN}",
    f'"><img src=x onerror={RUN}>',
    f"'><img src=x onerror={RUN}>",
    f'" style="position:fixed;inset:0" onclick="{RUN}',
    f'" autofocus onfocus="{RUN}" x="',
    f"x onclick={RUN}",
    '"><base href=//127.0.0.2/>',
    '"><meta http-equiv=refresh content="0;url=//127.0.0.2/">',
    '"><form action=//127.0.0.2/><button>',
    '"><link rel=stylesheet href=//127.0.0.2/x.css>',
]
ADDRESSES = [
    f"javascript:{RUN}",
    f"JaVaScRiPt:{RUN}",
    f"java\tscript:{RUN}",
    f"java\nscript:{RUN}",
    f" javascript:{RUN}",
    f"javascript&colon;{RUN}",
    f"vbscript:{RUN}",
    f"data:text/html,<script>{RUN}</script>",
    "//127.0.0.2/",
    "https://127.0.0.2/",
    "\\\\127.0.0.2\\share",
    "file:///etc/passwd",
]
DRAWINGS = [
    f"<svg><script>{RUN}</script></svg>",
    f"<svg><animate onbegin={RUN} attributeName=x>",
    f'<svg><a xlink:href="javascript:{RUN}"><text>x</text></a></svg>',
    f"<svg><foreignObject><img src=x onerror={RUN}></foreignObject></svg>",
    "<svg><use href=//127.0.0.2/x.svg#a></svg>",
    f"<svg><set onend={RUN} dur=1ms>",
    f"<math><mtext><img src=x onerror={RUN}></mtext></math>",
    f'<math href="javascript:{RUN}">x</math>',
]
STYLES = [
    "<style>*{display:none}</style>",
    "<style>@import '//127.0.0.2/x.css'</style>",
    "</style><style>*{visibility:hidden}",
    "<link rel=stylesheet href=data:text/css,*{display:none}>",
    "expression(alert(1))",
    "};*{display:none}/*",
    "url(//127.0.0.2/x.png)",
    "<p style=background:url(//127.0.0.2/x.png)>",
]
TEMPLATES = [
    "{{7*191}}",
    "{{ page.request }}",
    "{% raw %}",
    "{% include '/etc/passwd' %}",
    "{{ ''.__class__.__mro__ }}",
    "{{ config }}",
    "${7*191}",
    "#{7*191}",
    "<%= 7*191 %>",
    "{0.__class__}",
    "{n}",
    "%(name)s",
    "%s%s%s%n",
    "$(id)",
    "`id`",
    "; id",
]
DIRECTIONS = [
    "\u202e镇店夏\u202c",
    "\u202d夏店镇",
    "\u2066夏\u2069\u2067店\u2069",
    "\u200b夏\u200c店\u200d镇\ufeff",
    "\u061c夏店",
    "夏\u0301\u0302\u0303\u0304\u0305" * 40,
    "夏\u2028店\u2029镇",
    "\x85夏店",
    "夏\x1b[31m店\x1b]0;x\x07",
    "夏\x08\x08店",
    "\U000e0041\U000e0042",
    "\uffff\ufffe",
]
LONG = ["长" * 5000, "a" * 5000, "<b>" * 2000, "&" * 3000]
ENCODED = [
    "%3Cscript%3E" + RUN,
    "%253Cscript%253E",
    "&lt;script&gt;",
    "&#60;script&#62;",
    "\\u003cscript\\u003e",
    "\\x3cscript\\x3e",
    "+ADw-script+AD4-",
    "%c0%bcscript",
    "&amp;lt;b&amp;gt;",
    "\\",
    "%",
    "%00",
]
BREAKERS = [
    '"}],"x":[{"',
    "'\"]};//",
    '\\"',
    "*/",
    "<!--",
    "-->",
    "]]>",
    '""" . <urn:x> <urn:y> <urn:z> . """',
    "> . <urn:x> <urn:y> <urn:z> . <",
    "'''",
    "@prefix x: <urn:x> .",
    "} INSERT DATA { <urn:x> <urn:y> 1 } #",
    '"} UNION { ?s ?p ?o',
    "'; DROP TABLE thing; --",
    "' OR '1'='1",
    '" OR characters: "',
    "NEAR(a b)",
    "a* OR *",
    "%' AND 1=1 --",
    "=1+1",
    '=HYPERLINK("//127.0.0.2/")',
    "+1+1",
    "-1+1",
    "@SUM(1)",
    "\t=1",
    "\r=1",
    'a,b\n"c',
]
PATHS = [
    "../../../../etc/passwd",
    "..%2f..%2f..%2fetc%2fpasswd",
    "..\\..\\windows\\win.ini",
    "....//....//etc/passwd",
    "/etc/passwd",
    "%2e%2e/%2e%2e/etc/passwd",
    "..;/..;/etc/passwd",
    "static/../app.py",
    "~root",
    ".git/config",
    "con",
    "nul.html",
]
HEADERS = [
    "x\r\nSet-Cookie: pwned=1",
    "x\nSet-Cookie: pwned=1",
    "x%0d%0aSet-Cookie:%20pwned=1",
    "x\r\n\r\n<script>" + RUN + "</script>",
    "x\u560d\u560aSet-Cookie: pwned=1",
    "zh\r\nLocation: //127.0.0.2/",
]
STRINGS = [
    *HANDLERS,
    *SCRIPTS,
    *ATTRIBUTES,
    *ADDRESSES,
    *DRAWINGS,
    *STYLES,
    *TEMPLATES,
    *DIRECTIONS,
    *LONG,
    *ENCODED,
    *BREAKERS,
    *PATHS,
    *HEADERS,
]

_COUNTY = Place(
    "襄垣县",
    DivisionKind.COUNTY,
    "140423",
    Place("长治市", DivisionKind.PREFECTURE, "140400", Place("山西省", DivisionKind.PROVINCE, "140000")),
)
TOWN = Place("夏店镇", DivisionKind.TOWNSHIP, "140423103", _COUNTY)


def read_hostile(path: Path) -> Report:
    """A report whose text is the file's, and which says that text in every field and of every thing."""
    data = path.read_bytes()
    words = data.decode()
    text = f"报告\n{words}\n完"
    evidence = Evidence(words, 3, 3 + len(words), words, SectionRole.ACHIEVEMENTS, f"{words} / {words}")
    number = int(path.stem.removeprefix("h"))
    return Report(
        source_name=words.replace("/", "_").replace("\0", "")[:80],
        source_digest=hashlib.sha256(data).hexdigest(),
        text=text,
        title=words,
        year=2020 + number % 5,
        area=Place(f"第{number}镇", DivisionKind.TOWNSHIP, None, _COUNTY) if number else TOWN,
        issuer=words,
        issuer_place=TOWN,
        document_number=words,
        addressee=words,
        signer=words,
        citations=(Citation(Instrument(words, InstrumentKind.POLICY_DOCUMENT), evidence, words, words, (words,)),),
        activities=(ProgrammeActivity(Programme(words), ProgrammeStatus.CARRIED_OUT, 2024, evidence, words),),
        engagements=(Engagement(Provider(words, ProviderKind.LAW_FIRM), (words,), 2024, evidence, words),),
        observations=(
            Observation(Decimal(1 + number), "件", Comparator.EXACTLY, "other", words, 2024, evidence, None, words),
        ),
        cases=(CourtCase(words, evidence, words),),
        places=(PlaceMention(Place(words, DivisionKind.VILLAGE, None, TOWN), evidence, words),),
        issues=(Issue("number-unread", words, words, 3, 3 + len(words)),),
        hints=(words,),
    )
