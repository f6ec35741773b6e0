"""Russian: the Training tab."""

TEXT = {
    # Training
    "training.tab": "Обучение",
    "training.intro": "Нажмите «Тянуть»: картинку зашумят, сеть скажет, какой это был шум, и её ошибка — это потери.",
    "training.intro_more": "Больше ничего не обучают: случайное t, случайный шум и квадрат ошибки догадки. Ниже видно, "
    "почему именно эта ошибка следует из максимума правдоподобия и что она взвешивает.",
    "training.target": "Что предсказывает сеть",
    "training.target_info": "Один ответ, прочитанный на пяти языках.",
    "training.seed": "Шум этого розыгрыша",
    "training.new": "Новый шум",
    "training.stage.algorithm": "Алгоритм 1 из Ho et al. 2020 с числами этого розыгрыша",
    "training.stage.descend": "шаг вниз вдоль",
    "training.stage.signal": "Картинка",
    "training.stage.signal_short": "ваша картинка",
    "training.stage.noise": "Разыгранный шум",
    "training.stage.seed": "зерно",
    "training.stage.mixture": "Что получает сеть",
    "training.stage.mixture_short": "она видит",
    "training.stage.wanted": "Что было бы верно",
    "training.stage.wanted_short": "верно",
    "training.stage.said": "Что говорит сеть",
    "training.stage.said_short": "она говорит",
    "training.stage.error": "Где она ошибается, усилено вчетверо",
    "training.stage.error_short": "разность × 4",
    "training.stage.loss": "потери: средний квадрат ошибки",
    "training.stage.label": "любой класс",
    "training.stage.draw": "Тянуть",
    "training.stage.time": "Время t этого розыгрыша",
    "training.stage.earlier": "На шаг раньше",
    "training.stage.later": "На шаг позже",
    "training.stage.few": "Сеть: {name}, на этом устройстве.",
    "training.stage.remote": "Сеть: {name}, на сервере.",
    "training.stage.failed": "Сейчас сеть не отвечает.",
    "training.stage.scatter": "Потери ваших розыгрышей по t",
    "training.stage.draws": "розыгрыш",
    "training.stage.running": "среднее по всем, L_simple",
    "training.stage.mean": "среднее около этого t",
    "training.stage.exact": "идеальный денойзер",
    "training.stage.sketched": "ваша кривая, с тем же средним",
    "training.stage.sketch": "Нарисуйте здесь мышью или пальцем, чего вы ждёте: какие потери при каждом t?",
    "training.stage.expected": "Ваша кривая выше всего около t = {drawn}, потери — около t = {measured}.",
    "training.stage.floor": "Среднее {count} розыгрышей: {mean}. Идеальный денойзер по её обучающим картинкам: "
    "{floor}.",
    "training.stage.floor_unknown": "Среднее {count} розыгрышей: {mean}. Насколько низко можно опуститься, неизвестно: "
    "здесь не все картинки, на которых училась эта сеть.",
    "training.stage.languages": "Один ответ, пять функций потерь",
    "training.stage.predicts": "предсказывает",
    "training.stage.squared": "квадрат ошибки",
    "training.stage.weight": "вес в границе",
    "training.stage.languages_say": "Ошибка, умноженная на вес, одна и та же в каждой строке: это биты L_(t−1) при "
    "σ² = β̃. В L_simple вместо веса ε стоит 1.",
    # The bound
    "training.bound.title": "Граница для этой картинки: во сколько битов она обходится?",
    "training.bound.say": "Модель, которая даёт картинке высокую вероятность, могла бы хранить её в немногих битах. "
    "Граница считает их шаг за шагом: насколько сказанное сетью далеко от точного. Всё в битах на одно значение цвета; "
    "без модели в файле их 8.",
    "training.bound.go": "Взвесить картинку",
    "training.bound.stop": "Стоп",
    "training.bound.progress": "Сколько раз спрошена сеть",
    "training.bound.variance": "Дисперсия шага назад",
    "training.bound.schedule": "Расписание",
    "training.bound.bars": "Биты каждой части цепочки",
    "training.bound.bars_say": "Столбец — часть цепочки со всеми её шагами. 100 взглядов в моменты, выбранные зерном; "
    "± — стандартная ошибка из-за остальных моментов.",
    "training.bound.axis": "биты на значение",
    "training.bound.times": "от t = …",
    "training.bound.map": "Биты каждого пикселя; выберите щелчком или стрелками",
    "training.bound.map_say": "Биты на пиксель: темнее — дороже. Щёлкните по любому.",
    "training.bound.network": "сеть",
    "training.bound.under": "расписание",
    "training.bound.total": "сумма",
    "training.bound.rate_title": "Биты и искажение",
    "training.bound.rate": "бит на значение до этого места",
    "training.bound.distortion": "ошибка x̂₀, уровни серого",
    "training.bound.rate_say": "На пути от шума: насколько ошибается догадка, когда потрачено столько битов. Первая "
    "десятая бита создаёт картинку; остальные, а их больше всего, исправляют то, чего никто не видит.",
    "training.bound.pixel": "Два гауссиана одного пикселя, один шаг назад",
    "training.bound.pixel_say": "Один шаг назад для одного пикселя при этом t: q знает вашу картинку, у p есть только "
    "догадка сети. Расхождение между ними, KL, — то, что этот пиксель платит на этом шаге.",
    "training.bound.blind": "При t = {t} это расписание не оставляет, что взвешивать: нет сигнала для сети, "
    "предсказывающей ε, или нет шума. Выберите другое расписание.",
}
