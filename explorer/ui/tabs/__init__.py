"""The tabs of the page, in their order there: a folder each, with the components that only this tab has."""

from . import denoise, finetune, noise, schedules, training

TABS = (noise.TAB, schedules.TAB, training.TAB, denoise.TAB, finetune.TAB)
