"""A photo, a voice note and a document through the whole system: the page's script, the worker, a link, the eye."""

from __future__ import annotations

import base64
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.foundation.files import made

FILES = {
    "IMG_2041.HEIC": made.photo("HEIF", orientation=6),
    "screenshot.png": made.png(),
    "note.webm": made.sound("audio/webm", 2),
    "letter.pdf": made.document(2),
}
# The page's own script sends it; a message names it; then the list is asked until a worker has seen everything.
SENT = """async ([files, prefix]) => {
  const { uploadFile } = await import(prefix + "consultations/js/upload.js");
  const secret = JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
  const ask = async (path, body) => {
    const headers = { "Content-Type": "application/json", "X-CSRFToken": secret };
    const how = body ? { method: "POST", body: JSON.stringify(body), headers } : {};
    const answer = await fetch(`/api/v1/${path}`, how);
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  };
  const [pregnancy] = (await ask("pregnancies")).results;
  const about = { client_id: crypto.randomUUID(), pregnancy: pregnancy.id, topic: "Files" };
  const thread = await ask("consultations", about);
  const shares = [];
  for (const [name, content] of Object.entries(files)) {
    const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
    const sent = await uploadFile(thread.id, new File([bytes], name), { onProgress: (share) => shares.push(share) });
    const kind = { image: "image", sound: "voice_note", document: "file" }[sent.kind];
    await ask(`consultations/${thread.id}/messages`, { client_id: crypto.randomUUID(), kind, attachments: [sent.id] });
  }
  for (;;) {
    const { results } = await ask(`consultations/${thread.id}/attachments`);
    if (results.every((one) => one.state !== "received")) return { results, shares };
    await new Promise((done) => setTimeout(done, 200));
  }
}"""
SEEN = """(url) => new Promise((done, fail) => {
  const image = new Image();
  image.onload = () => done([image.naturalWidth, image.naturalHeight]);
  image.onerror = () => fail(new Error("not shown"));
  image.src = url;
})"""
HEARD = """(url) => new Promise((done, fail) => {
  const audio = new Audio();
  audio.muted = true;
  audio.oncanplaythrough = () => { audio.currentTime = 1; };
  audio.onseeked = () => done([audio.duration, audio.currentTime]);
  audio.onerror = () => fail(new Error(audio.error.message));
  audio.src = url;
})"""


@pytest.fixture
def sent(open_as: Callable[..., Page]) -> tuple[Page, dict]:
    page = open_as("obstetrician", "/worklist/")
    files = {name: base64.b64encode(content).decode() for name, content in FILES.items()}
    return page, page.evaluate(SENT, [files, "/static/"])


def test_files_go_through_the_whole_system_and_are_seen_and_heard(sent):
    page, said = sent
    by_name = {one["file_name"]: one for one in said["results"]}
    assert {name: one["state"] for name, one in by_name.items()} == dict.fromkeys(FILES, "checked")
    assert [one["message_sequence"] for one in said["results"]] == sorted(
        (one["message_sequence"] for one in said["results"]), reverse=True
    )
    assert max(said["shares"]) == 1

    def url(name: str, variant: str) -> str:
        return next(one["url"] for one in by_name[name]["variants"] if one["name"] == variant)

    assert page.evaluate(SEEN, url("IMG_2041.HEIC", "full")) == [480, 640]
    assert page.evaluate(SEEN, url("screenshot.png", "small")) == [320, 240]
    assert page.evaluate(SEEN, url("letter.pdf", "large")) == [905, 1280]
    duration, position = page.evaluate(HEARD, url("note.webm", "full"))
    assert abs(duration - 2) < 0.1
    assert abs(position - 1) < 0.1
    pdf = page.request.get(url("letter.pdf", "full"))
    assert (pdf.status, pdf.headers["content-type"], pdf.body()[:5]) == (200, "application/pdf", b"%PDF-")
