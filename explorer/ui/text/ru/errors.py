"""Russian: errors: the English template -> its translation."""

ERRORS = {
    "ZeroGPU took its GPU back before the chain had ended. Fewer steps or pictures take less time.":
    "ZeroGPU забрал GPU раньше, чем закончилась цепочка. Если шагов или картинок меньше, времени нужно меньше.",
    "The activation {name} is not calculated on a visitor's device.":
    "Функция активации {name} не вычисляется на устройстве посетителя.",
    "A visitor's device calculates pictures of at most {most} pixels a side, not {size}.":
    "Устройство посетителя вычисляет картинки со стороной не более {most} пикселей, а не {size}.",
    "This network has too many parameters: on a visitor's device it would need {needed} MB of memory, and may "
    "take {most}.":
    "У этой сети слишком много параметров: на устройстве посетителя ей нужно {needed} МБ памяти, а можно занять "
    "не более {most}.",
    "The loss is no longer a number at step {step}: such steps are too large for this network. "
    "Start again with a smaller learning rate.": "Значение функции потерь на шаге {step} уже не число: такие шаги "
    "слишком велики для этой сети. "
    "Начните заново с меньшей скоростью обучения.",
    "{folder}: the weights do not fit config.json: {reason}": "{folder}: веса не подходят к config.json: {reason}",
    "{field} = {value} is not supported; it must be {wanted}.": "{field} = {value} не поддерживается; "
    "допустимо: {wanted}.",
    "Unknown prediction {name!r}; choose one of: {choices}.":
    "Неизвестное предсказание {name!r}; выберите одно из: {choices}.",
    "This network takes a batch of shape (B, {channels}, H, W), H and W multiples of {step}, not {shape}.":
    "Эта сеть принимает пакет размера (B, {channels}, H, W), где H и W кратны {step}, а не {shape}.",
    "This network computes in {dtype}, and x is {other}: convert x by x.to(torch.{dtype}).":
    "Эта сеть считает в {dtype}, а x — {other}: преобразуйте x: x.to(torch.{dtype}).",
    "This network knows no classes: leave label out, and guidance at 1.":
    "Эта сеть не знает классов: уберите label и оставьте guidance равным 1.",
    "A label of this network is a number from 0 to {last}, or {no_label} for none.":
    "Метка этой сети — число от 0 до {last}, или {no_label}, если метки нет.",
    "at most {most}, a block's width": "не больше {most} (ширины блока)",
    "config.json: out_channels is twice in_channels; learned variance is not supported.": "config.json: out_channels "
    "вдвое больше in_channels; обучаемая дисперсия не поддерживается.",
    "config.json: {reason}": "config.json: {reason}",
    "in_channels, {number}": "in_channels, то есть {number}",
    "config.json: sample_size is not given; write there how many pixels wide a picture is, or give sample_size to "
    "load_checkpoint.":
    "config.json: не указан sample_size; впишите туда ширину картинки в пикселях или передайте sample_size в "
    "load_checkpoint.",
    "config.json: in_channels = {number}, so this is no network of pictures, which have 1 channel (grey) or 3 "
    "(colour).":
    "config.json: in_channels = {number}, значит, эта сеть не для картинок: у них 1 канал (серые) или 3 (цветные).",
    "null or a whole number from 1 to {most}": "null или целое число от 1 до {most}",
    "a number from 0 to below {limit}": "число от 0 включительно, меньшее {limit}",
    "a multiple of {number}": "число, кратное {number}",
    "a list of multiples of norm_num_groups = {number}": "список чисел, кратных norm_num_groups = {number}",
    "a divisor of {number}": "делитель числа {number}",
    "config.json: the field {field} is not known, so it is not supported.": "config.json: поле {field} неизвестно и "
    "поэтому не поддерживается.",
    "config.json: sample_size = {value} is not supported; only square pictures are.": "config.json: sample_size = "
    "{value} не поддерживается; допустимы только квадратные картинки.",
    "a whole number from 1 to {most}": "целое число от 1 до {most}",
    "a number above 0": "число больше 0",
    "a list of block types, as long as block_out_channels": "список видов блоков той же длины, что и "
    "block_out_channels",
    "{field}: the block type {kind} is not supported; it must be {wanted}.": "{field}: вид блока {kind} не "
    "поддерживается; допустимо: {wanted}.",
    "There is no checkpoint {source!r}. Give a folder that holds config.json, or one of: {shipped}.": "Чекпойнта "
    "{source!r} нет. Укажите папку, в которой есть config.json, или что-то из списка: {shipped}.",
    "{source!r} is no repository of the Hugging Face Hub; write owner/name or owner/name@revision, such as "
    "google/ddpm-cifar10-32.": "{source!r} — не репозиторий на Hugging Face Hub; введите владелец/имя или "
    "владелец/имя@ревизия, например google/ddpm-cifar10-32.",
    "{file} holds no list of weights; choose a model with safetensors weights.": "В {file} нет списка весов; выберите "
    "модель с весами safetensors.",
    "The Hugging Face Hub cannot be reached, and {repo} is not complete in the cache; check the network, or choose a "
    "model that comes with the explorer.": "Hugging Face Hub недоступен, а в кэше {repo} есть не целиком; проверьте "
    "подключение к сети или выберите модель из встроенных.",
    "The weights cannot be written ({reason}); free some space and try again.": "Веса не удаётся записать ({reason}); "
    "освободите место и попробуйте ещё раз.",
    "{file} is damaged or holds more than weights; choose a model with safetensors weights.": "Файл {file} повреждён "
    "или содержит не только веса; выберите модель с весами safetensors.",
    "{repo} has no revision {revision!r}; write {repo} alone, or a branch, tag or commit that it has.": "В {repo} нет "
    "ревизии {revision!r}; введите просто {repo} или укажите существующую ветку, тег либо коммит.",
    "{repo} is not open to everyone; choose another repository, or download it with your own account and give its "
    "folder.": "{repo} открыт не для всех; выберите другой репозиторий или скачайте этот из своего аккаунта и укажите "
    "папку.",
    "The Hugging Face Hub has no public repository {repo}; check how owner and name are spelt.": "На Hugging Face Hub "
    "нет открытого репозитория {repo}; проверьте, как пишутся владелец и имя.",
    "The Hugging Face Hub refuses {repo} (error {status}); try again later.": "Hugging Face Hub не отдаёт {repo} "
    "(ошибка {status}); попробуйте позже.",
    "The disk is full; free some space in {folder} and try again.": "Диск заполнен; освободите место в {folder} и "
    "попробуйте ещё раз.",
    "The cache {folder} cannot be used ({reason}); make it writable and try again.": "Кэшем {folder} нельзя "
    "воспользоваться ({reason}); откройте его для записи и попробуйте ещё раз.",
    "The download of {repo} broke off; try again.": "Скачивание {repo} оборвалось; попробуйте ещё раз.",
    "The Hub's answer about {repo} makes no sense ({kind}); choose another repository.": "Ответ Hub о {repo} "
    "непонятен ({kind}); выберите другой репозиторий.",
    "{repo}: {reason} Choose another repository.": "{repo}: {reason} Выберите другой репозиторий.",
    "{repo}: a configuration file is larger than 1 MB; choose another repository.": "{repo}: файл конфигурации больше "
    "1 МБ; выберите другой репозиторий.",
    "{repo} has weights of {size:.1f} GB, more than {most:.0f} GB; choose a smaller model.": "Веса {repo} занимают "
    "{size:.1f} ГБ, это больше {most:.0f} ГБ; выберите модель поменьше.",
    "{repo} holds no {file}; choose a repository that has its weights in this file.": "В {repo} нет файла {file}; "
    "выберите репозиторий, где веса лежат именно в нём.",
    "{repo} holds its weights as a pickle only, a file that can run code when it is opened; choose a repository with "
    "safetensors weights.": "В {repo} веса есть только в формате pickle, а такой файл при открытии может выполнить "
    "чужой код; выберите репозиторий с весами safetensors.",
    "{repo}: {file} names no weights or strange ones; choose another one.": "{repo}: веса в {file} не названы или "
    "названы странно; выберите другой репозиторий.",
    "{file}: the U-Net of this pipeline draws only together with its {part}, which the explorer has not; only a "
    "U-Net that draws pictures by itself is supported.":
    "{file}: U-Net этого конвейера рисует только вместе с его частью {part}, которой здесь нет; поддерживается "
    "только U-Net, который рисует картинки сам.",
    "This is latent diffusion: the U-Net draws codes, of which {part} makes pictures; only a U-Net that draws "
    "pictures by itself is supported.":
    "Это латентная диффузия: U-Net рисует коды, из которых картинки делает {part}; поддерживается только U-Net, "
    "который рисует картинки сам.",
    "{repo} has {classes:,} classes, more than {most:,}; choose a network with fewer.":
    "В {repo} слишком много классов: {classes:,}, а допустимо не больше {most:,}; выберите сеть, где их меньше.",
    "{repo}: a name in labels.json has more than {most} characters; choose another repository.":
    "{repo}: одно из имён в labels.json длиннее {most} символов; выберите другой репозиторий.",
    "You have {most} networks from the Hub, as many as a visitor may have; remove one first.":
    "У вас уже столько сетей с Hub, сколько можно иметь ({most}); сначала удалите одну из них.",
    "{repo} makes pictures of more than {most} pixels; choose smaller ones.": "{repo} создаёт слишком большие "
    "картинки: предел в пикселях — {most}; выберите сеть с картинками поменьше.",
    "{repo} describes a network that is too large for the explorer, which takes at most {most:.0f} million parameters; "
    "choose a smaller model.": "Сеть из {repo} слишком велика: здесь допустимо не больше {most:.0f} млн параметров; "
    "выберите модель поменьше.",
    "{repo}: the weights ({size:,} bytes) do not fit config.json ({count:,} parameters); choose another repository.":
    "{repo}: веса (байтов: {size:,}) не подходят к config.json (параметров: {count:,}); выберите другой репозиторий.",
    "{reason} Choose another repository.": "{reason} Выберите другой репозиторий.",
    "{repo}: {file} arrived damaged and was deleted; try again.": "{repo}: файл {file} пришёл повреждённым и удалён; "
    "попробуйте ещё раз.",
    "{repo}: a file is larger than the Hub said; try again later.": "{repo}: файл оказался больше, чем сообщил Hub; "
    "попробуйте позже.",
    "{repo} holds no {file}, so it is no DDPM checkpoint; choose another repository.": "В {repo} нет файла {file}, "
    "значит, это не чекпойнт DDPM; выберите другой репозиторий.",
    "{repo} holds no {file}, a part of its weights; choose another repository.": "В {repo} нет файла {file}, части его "
    "весов; выберите другой репозиторий.",
    "{folder}: {file} is missing. Copy it into {path}.": "{folder}: нет файла {file}. Скопируйте его в {path}.",
    "{folder}: {file} is damaged (it holds no object).": "{folder}: файл {file} повреждён (в нём нет объекта JSON).",
    "{folder}: labels.json must be a list of names.": "{folder}: labels.json должен быть списком имён.",
    "{folder}: labels.json has {names} names for {classes} classes.": "{folder}: в labels.json имён {names}, а классов "
    "{classes}.",
    "{folder}: {file} is damaged ({reason}).": "{folder}: файл {file} повреждён ({reason}).",
    "This machine has no device {name!r}. Use --device auto or --device cpu.": "На этой машине нет устройства "
    "{name!r}. Используйте --device auto или --device cpu.",
    "There is not enough memory for a picture of this network.": "Не хватает памяти даже на одну картинку этой "
    "сети.",
    "{some} or {other}": "{some} или {other}",
    "{file} is damaged: {field} = {value} is no number above 0.": "Файл {file} повреждён: {field} = {value}, а должно "
    "быть числом больше 0.",
    "{file} is damaged: nothing of the picture is left before the last step.": "Файл {file} повреждён: от картинки "
    "ничего не остаётся ещё до последнего шага.",
    '{file}: prediction_type = "epsilon" cannot be sampled with {reason}: x_T holds no signal, and the noise in it '
    "says nothing about x_0.": '{file}: с prediction_type = "epsilon" и {reason} сэмплировать нельзя: в x_T нет '
    "сигнала, а шум в нём ничего не говорит об x_0.",
    "{file} is damaged: num_train_timesteps = {value} is not in 1..{most}.": "Файл {file} повреждён: "
    "num_train_timesteps = {value} вне пределов 1..{most}.",
    "DDPMScheduler, or one of diffusers that walks the chain of a DDPM in another way":
    "DDPMScheduler или другой планировщик diffusers для той же цепочки DDPM",
    "{file}: {field} = {value} is not supported; it must be {wanted}.": "{file}: {field} = {value} не поддерживается; "
    "допустимо: {wanted}.",
    "{file} is damaged: rescale_betas_zero_snr = true, but a zero terminal SNR needs at least two steps, and signal to "
    "lose in the last one.": "Файл {file} повреждён: rescale_betas_zero_snr = true, но для нулевого SNR в конце нужны "
    "хотя бы два шага и сигнал, который можно потерять на последнем.",
    "{file} is damaged: trained_betas is no list of numbers above 0 and up to 1.": "Файл {file} повреждён: "
    "trained_betas — не список чисел больше 0 и не больше 1.",
    "{file} is damaged: trained_betas has {count} numbers for num_train_timesteps = {T}.": "Файл {file} повреждён: "
    "чисел в trained_betas {count}, а num_train_timesteps = {T}.",
    "{file} is damaged: {field} = {value} is no number above 0 and up to 1.": "Файл {file} повреждён: {field} = "
    "{value}, а должно быть числом больше 0 и не больше 1.",
    "{folder} holds its weights as a pickle only ({file}), a file that can run code when it is opened; save them "
    "again with diffusers, which writes {wanted}.":
    "В {folder} веса есть только в формате pickle ({file}), а такой файл при открытии может выполнить чужой код; "
    "сохраните их заново через diffusers: получится {wanted}.",
    "{folder}: the names of the weights begin with {prefix}, which comes from a wrapper such as "
    "DistributedDataParallel or torch.compile; save the network that is inside it.":
    "{folder}: имена весов начинаются с {prefix}; это добавила обёртка вроде DistributedDataParallel или "
    "torch.compile; сохраните саму сеть, которая внутри неё.",
    "{folder} holds both {file} and {index}; delete the one that is out of date.": "В {folder} есть и {file}, и "
    "{index}; удалите тот, что устарел.",
    "{folder}: {file} is damaged (it has no weight_map).": "{folder}: файл {file} повреждён (в нём нет weight_map).",
    "{folder}: {file} is not named in {index}; delete the one that is wrong.": "{folder}: файл {file} не назван в "
    "{index}; удалите тот из двух, что неверен.",
    "{folder}: {file} does not hold what {index} says: only one of the two knows {tensor}.": "{folder}: в {file} лежит "
    "не то, что сказано в {index}: {tensor} есть только в одном из двух.",
    "{folder}: {file} names {shard}, which is no plain .safetensors file.": "{folder}: в {file} назван {shard}, а это "
    "не обычный файл .safetensors.",
    "{folder}: the weights in {file} are damaged ({reason}).": "{folder}: веса в {file} повреждены ({reason}).",
}
