"""The tabs of the page, in their order there: a folder each, with the components that only this tab has."""

from . import denoise, finetune, noise, schedules

TABS = (noise.TAB, schedules.TAB, denoise.TAB, finetune.TAB)
