"""The shelf of lessons, and the one that is open: what to look at, a question, its answer; and notes for who speaks."""

from typing import Any
from urllib.parse import parse_qs

import gradio as gr

from ...components import custom
from ...links.lessons import ANSWER, LESSONS, STEPS, Lesson
from ...text import Text

CHOICES = ("a", "b", "c", "d")


def lessons(text: Text) -> gr.HTML:
    """`open` fires with the `query` of the step that was chosen, and with that of the page's address."""
    value = [
        {"name": lesson.name, "title": text[f"lesson.{lesson.name}.title"], "steps": steps_of(text, lesson)}
        for lesson in LESSONS
    ]
    return custom(__file__, text.part("lessons"), value)


def steps_of(text: Text, lesson: Lesson) -> list[dict[str, Any]]:
    steps = []
    for number, step in enumerate(lesson.steps, start=1):
        place = f"{lesson.name}.{number}"
        words = text.part(f"lesson.{place}")
        query = STEPS[place]
        steps.append({
            "say": text[f"lesson.{place}"],
            "look": words.get("look", ""),
            "note": words["note"],
            "minutes": step.minutes,
            "part": step.part or parse_qs(query).get("open", [""])[0],
            "draws": step.draws,
            "query": query,
        } | ({} if not step.right else {
            "ask": words["ask"],
            "choices": [[letter, words[letter]] for letter in CHOICES if letter in words],
            "right": step.right,
            "answer": words["answer"],
            "answered": STEPS[place + ANSWER],
            "hides": step.hides,
        }))  # fmt: skip
    return steps
