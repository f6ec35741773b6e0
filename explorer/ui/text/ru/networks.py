"""Russian: networks from the Hub."""

TEXT = {
    "hub.title": "С Hugging Face Hub",
    "hub.source": "Известная сеть или владелец/имя",
    "hub.info": "Любая DDPM для картинок в формате diffusers. Версию задаёт владелец/имя@ревизия. "
    "На CPU один шаг для 256×256 длится секунды. .bin: веса лежат в pickle, из него читаются только числа.",
    "hub.fetch": "Скачать",
    "hub.cancel": "Отмена",
    "hub.none": "Выберите сеть из списка или введите её владелец/имя.",
    "hub.fetching": "Скачиваем {name}…",
    "hub.progress": "Скачиваем {name}… {done:.0f} / {total:.0f} МБ",
    "hub.ready": "Сеть {name} скачана и уже выбрана выше.",
    "hub.cancelled": "Скачивание отменено; сеть, выбранная выше, осталась прежней.",
    "hub.failed": "Скачать не удалось по неизвестной причине. Попробуйте ещё раз.",
    "hub.remove": "Удалить",
    "hub.removed": "{name} больше нет в вашем списке.",
    "hub.not_own": "Сеть, выбранная выше, не скачана вами с Hub; выберите скачанную и тогда удалите.",
    "hub.preset": "{name}: {shows}, {size}×{size}, {megabytes} МБ",
    "hub.needs_gpu": "нужен GPU",
    "hub.objects": "маленькие фотографии",
    "hub.faces": "лица знаменитостей",
    "hub.churches": "церкви",
    "hub.bedrooms": "спальни",
    "hub.cats": "кошки",
}
