"""Russian: what the server refuses, the API, and Gradio's own words."""

TEXT = {
    # What Gradio itself says
    "gradio.blocks.connection_can_break": "На телефоне связь может прерваться, если уйти с этой вкладки или телефон "
    "уснёт; место в очереди тогда теряется.",
    "gradio.blocks.waiting_for_inputs": "Файлы ещё загружаются. Попробуйте через минуту.",
    "gradio.common.clear": "Очистить",
    "gradio.common.complete": "Готово",
    "gradio.common.download": "Скачать",
    "gradio.common.error": "Ошибка",
    "gradio.common.loading": "Загрузка",
    "gradio.common.or": "или",
    "gradio.common.remove": "Убрать",
    "gradio.common.upload": "Загрузить",
    "gradio.errors.use_via_api": "Доступ через API",
    "gradio.errors.use_via_api_or_mcp": "Доступ через API или MCP",
    "gradio.file.uploading": "Загружается…",
    "gradio.image.allow_webcam_access": "Разрешите доступ к веб-камере, чтобы сделать снимок.",
    "gradio.image.drop_to_upload": "Перетащите сюда картинку",
    "gradio.image.no_webcam_support": "Веб-камера недоступна. Страница должна быть открыта по https "
    "или с этого компьютера.",
    "gradio.status.queue_position": "В очереди: {position} / {size}",
    "uploads.tap": "Нажмите, чтобы выбрать",
    "gradio.upload_text.click_to_upload": "Выберите файл",
    "gradio.upload_text.drop_file": "Перетащите файлы сюда",
    "gradio.upload_text.drop_image": "Перетащите картинку сюда",
    "gradio.upload_text.paste_clipboard": "Вставьте из буфера обмена",
    # Answers to other programs
    "gate.elsewhere": "Этот сервер — только для своего компьютера, а запрос пришёл с другой страницы или под "
    "другим именем. Если он стоит за прокси, его запускают с --trusted-proxy.",
    "api.remote": "Адреса других серверов не загружаются: сохраните картинку и отправьте файл, в gradio_client — "
    "handle_file(\"cat.png\").",
    "gate.too_large": "Это больше, чем принимает сервер.",
    "gate.slow": "Передача файла остановилась. Попробуйте ещё раз.",
    "gate.unreadable": "Этот запрос не удалось прочитать.",
    "gate.often": "Слишком много сразу. Попробуйте через минуту.",
    "gate.pages": "С вашего адреса открыто слишком много страниц. Закройте несколько и попробуйте через десять минут.",
    "gate.megabytes": "За час вы отправили очень много. Попробуйте позже или с меньшим числом картинок.",
    "gate.full": "Сейчас на сервере нет места для новых файлов. Попробуйте через час.",
    "api.choice": "{name}: допустимо одно из значений: {choices}.",
    "api.whole": "{name} должно быть целым числом от {low} до {high}.",
    "api.number": "{name} должно быть числом от {low} до {high}.",
    "api.schedule": "Эти значения не дают расписания: {reason}",
    "api.picture": "Картинка должна быть загруженным файлом: с gradio_client это image=handle_file(\"cat.png\").",
    "api.busy": "Вызовов от программ в очереди уже слишком много. Попробуйте через минуту.",
}
