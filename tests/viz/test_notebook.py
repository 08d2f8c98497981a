"""Networks in notebooks, and the example notebook."""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape
from pathlib import Path

import nbformat
import pyoxigraph as ox
import pytest
from nbclient import NotebookClient
from playwright.sync_api import Browser, expect

from kg.graph import Graph
from tests.browser import chromium

NOTEBOOK = Path(__file__).parents[2] / "examples" / "notebook.ipynb"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


def test_the_frame_holds_the_whole_page_and_keeps_it_apart(store: ox.Store) -> None:
    view = Graph(store).network("夏店镇")
    shown = view._repr_html_()
    assert unescape(shown.partition('srcdoc="')[2].partition('"')[0]) == view.page
    assert "allow-same-origin" not in shown
    assert "page=" not in repr(view) and view.nodes > 5


@pytest.mark.browser
def test_a_network_shows_in_a_notebook_without_a_connection(browser: Browser, store: ox.Store, tmp_path: Path) -> None:
    cell = tmp_path / "cell.html"
    cell.write_text(f"<!DOCTYPE html><body>{Graph(store).network('夏店镇')._repr_html_()}", encoding="utf-8")
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="zh-CN", offline=True)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(cell.as_uri())
    frame = page.frame_locator("iframe")
    frame.locator("html[data-told]").wait_for(timeout=30_000)
    frame.locator("#search").fill("民法典")
    frame.locator("#search").press("Enter")
    expect(frame.locator("#panel h2")).to_have_text("民法典")
    context.close()
    assert complaints == []


@pytest.mark.slow
def test_the_example_notebook_runs() -> None:
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(NOTEBOOK.parents[1])}}).execute()
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    shown = [output.data.get("text/html", "") for cell in cells for output in cell.outputs if "data" in output]
    assert any("<iframe" in html for html in shown) and any("<mark" in html for html in shown)
    assert cells[-1].outputs[0].data["text/plain"] == "True"


def test_the_example_notebook_is_kept_without_outputs_and_paths() -> None:
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    nbformat.validate(notebook)
    assert all(not cell.outputs and cell.execution_count is None for cell in notebook.cells if cell.cell_type == "code")
    assert "/work/" not in NOTEBOOK.read_text(encoding="utf-8")
