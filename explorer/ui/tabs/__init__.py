"""The tabs of the page, in their order there: a folder each, with the components that only this tab has."""

from . import denoise, finetune, noise, plane, schedules, training

TABS = (noise.TAB, schedules.TAB, training.TAB, plane.TAB, denoise.TAB, finetune.TAB)
