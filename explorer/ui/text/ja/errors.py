"""Japanese: errors: the English template -> its translation."""

ERRORS = {
    "ZeroGPU took its GPU back before the chain had ended. Fewer steps or pictures take less time.":
    "チェーンが終わる前に、ZeroGPUのGPUが取り上げられました。ステップや画像が少なければ、かかる時間も短くなります。",
    "The activation {name} is not calculated on a visitor's device.":
    "活性化関数 {name} は訪問者の端末では計算できません。",
    "A visitor's device calculates pictures of at most {most} pixels a side, not {size}.":
    "訪問者の端末で計算できる画像は1辺 {most} ピクセルまでで、{size} ピクセルは計算できません。",
    "This network has too many parameters: on a visitor's device it would need {needed} MB of memory, and may "
    "take {most}.":
    "このネットワークはパラメータが多すぎます。訪問者の端末で {needed} MB のメモリが必要ですが、"
    "使えるのは {most} MB までです。",
    "The loss is no longer a number at step {step}: such steps are too large for this network. "
    "Start again with a smaller learning rate.": "ステップ{step}で損失が数でなくなりました。"
    "このネットワークには更新が大きすぎます。"
    "学習率を下げて、最初からやり直してください。",
    "{folder}: the weights do not fit config.json: {reason}": "{folder}：重みが config.json と合いません：{reason}",
    "{field} = {value} is not supported; it must be {wanted}.":
    "{field} = {value} には対応していません（使える値：{wanted}）。",
    "config.json: {reason}": "config.json：{reason}",
    "Unknown prediction {name!r}; choose one of: {choices}.":
    "予測の種類 {name!r} はありません。次から選んでください：{choices}",
    "This network takes a batch of shape (B, {channels}, H, W), H and W multiples of {step}, not {shape}.":
    "このネットワークが受け取るバッチの形は (B, {channels}, H, W)（H と W は {step} の倍数）で、"
    "{shape} ではありません。",
    "This network computes in {dtype}, and x is {other}: convert x by x.to(torch.{dtype}).":
    "このネットワークは {dtype} で計算しますが、x は {other} です。x.to(torch.{dtype}) で変換してください。",
    "This network knows no classes: leave label out, and guidance at 1.":
    "このネットワークにはクラスがありません。label を外し、guidance は1のままにしてください。",
    "A label of this network is a number from 0 to {last}, or {no_label} for none.":
    "このネットワークのラベルは0から{last}までの数で、ラベルなしは{no_label}です。",
    "at most {most}, a block's width": "ブロックの幅である{most}以下の値",
    "config.json: out_channels is twice in_channels; learned variance is not supported.":
    "config.json：out_channels が in_channels の2倍です。学習された分散には対応していません。",
    "in_channels, {number}": "in_channels と同じ {number}",
    "config.json: sample_size is not given; write there how many pixels wide a picture is, or give sample_size to "
    "load_checkpoint.":
    "config.json：sample_size がありません。画像の幅の画素数を書くか、"
    "load_checkpoint に sample_size を渡してください。",
    "config.json: in_channels = {number}, so this is no network of pictures, which have 1 channel (grey) or 3 "
    "(colour).":
    "config.json：in_channels = {number} なので、画像のネットワークではありません。"
    "画像のチャンネルは1（グレー）か3（カラー）です。",
    "null or a whole number from 1 to {most}": "null か1から{most}までの整数",
    "a number from 0 to below {limit}": "0以上{limit}未満の数",
    "a multiple of {number}": "{number}の倍数",
    "a list of multiples of norm_num_groups = {number}": "norm_num_groups = {number} の倍数のリスト",
    "a divisor of {number}": "{number}の約数",
    "config.json: the field {field} is not known, so it is not supported.":
    "config.json：{field} は未知のフィールドなので、対応していません。",
    "config.json: sample_size = {value} is not supported; only square pictures are.":
    "config.json：sample_size = {value} には対応していません。使えるのは正方形の画像だけです。",
    "a whole number from 1 to {most}": "1から{most}までの整数",
    "a number above 0": "0より大きい数",
    "a list of block types, as long as block_out_channels": "block_out_channels と同じ長さの、ブロックの種類のリスト",
    "{field}: the block type {kind} is not supported; it must be {wanted}.":
    "{field}：ブロックの種類 {kind} には対応していません（使える値：{wanted}）。",
    "There is no checkpoint {source!r}. Give a folder that holds config.json, or one of: {shipped}.":
    "チェックポイント {source!r} はありません。config.json のあるフォルダか、次のいずれかを指定してください："
    "{shipped}。",
    "{source!r} is no repository of the Hugging Face Hub; write owner/name or owner/name@revision, such as "
    "google/ddpm-cifar10-32.":
    "{source!r} はHugging Face Hubのリポジトリではありません。google/ddpm-cifar10-32 のように、"
    "owner/name または owner/name@revision と入力してください。",
    "{file} holds no list of weights; choose a model with safetensors weights.":
    "{file} に重みのリストがありません。重みがsafetensors形式のモデルを選んでください。",
    "The Hugging Face Hub cannot be reached, and {repo} is not complete in the cache; check the network, or choose a "
    "model that comes with the explorer.":
    "Hugging Face Hubに接続できず、キャッシュにも {repo} が揃っていません。"
    "ネットワーク接続を確認するか、このアプリに付属するモデルを選んでください。",
    "The weights cannot be written ({reason}); free some space and try again.":
    "重みを書き込めません（{reason}）。空き容量を増やして、もう一度お試しください。",
    "{file} is damaged or holds more than weights; choose a model with safetensors weights.":
    "{file} は壊れているか、重み以外のものを含んでいます。重みがsafetensors形式のモデルを選んでください。",
    "{repo} has no revision {revision!r}; write {repo} alone, or a branch, tag or commit that it has.":
    "{repo} にリビジョン {revision!r} はありません。{repo} だけを入力するか、実在するブランチ、タグ、"
    "コミットを指定してください。",
    "{repo} is not open to everyone; choose another repository, or download it with your own account and give its "
    "folder.":
    "{repo} は一般に公開されていません。別のリポジトリを選ぶか、自分のアカウントでダウンロードして、"
    "そのフォルダを指定してください。",
    "The Hugging Face Hub has no public repository {repo}; check how owner and name are spelt.":
    "Hugging Face Hubに公開リポジトリ {repo} はありません。ownerとnameの綴りを確認してください。",
    "The Hugging Face Hub refuses {repo} (error {status}); try again later.":
    "Hugging Face Hubが {repo} を拒否しました（エラー {status}）。後でもう一度お試しください。",
    "The disk is full; free some space in {folder} and try again.":
    "ディスクに空きがありません。{folder} の空き容量を増やして、もう一度お試しください。",
    "The cache {folder} cannot be used ({reason}); make it writable and try again.":
    "キャッシュ {folder} を使えません（{reason}）。書き込めるようにして、もう一度お試しください。",
    "The download of {repo} broke off; try again.": "{repo} のダウンロードが途切れました。もう一度お試しください。",
    "The Hub's answer about {repo} makes no sense ({kind}); choose another repository.":
    "{repo} についてのHubの応答を解釈できません（{kind}）。別のリポジトリを選んでください。",
    "{repo}: {reason} Choose another repository.": "{repo}：{reason}別のリポジトリを選んでください。",
    "{repo}: a configuration file is larger than 1 MB; choose another repository.":
    "{repo}：設定ファイルが1 MBを超えています。別のリポジトリを選んでください。",
    "{repo} has weights of {size:.1f} GB, more than {most:.0f} GB; choose a smaller model.":
    "{repo} の重みは{size:.1f} GBで、上限の{most:.0f} GBを超えています。もっと小さなモデルを選んでください。",
    "{repo} holds no {file}; choose a repository that has its weights in this file.":
    "{repo} に {file} がありません。重みがこのファイルに入っているリポジトリを選んでください。",
    "{repo} holds its weights as a pickle only, a file that can run code when it is opened; choose a repository with "
    "safetensors weights.":
    "{repo} の重みはpickle形式だけです。これは開くとコードが実行されうる形式です。"
    "重みがsafetensors形式のリポジトリを選んでください。",
    "{repo}: {file} names no weights or strange ones; choose another one.":
    "{repo}：{file} に重みの記載がないか、記載が異常です。別のリポジトリを選んでください。",
    "{file}: the U-Net of this pipeline draws only together with its {part}, which the explorer has not; only a "
    "U-Net that draws pictures by itself is supported.":
    "{file}：このパイプラインのU-Netは、ここにない {part} と一緒でなければ描けません。"
    "使えるのは、単独で画像を描くU-Netだけです。",
    "This is latent diffusion: the U-Net draws codes, of which {part} makes pictures; only a U-Net that draws "
    "pictures by itself is supported.":
    "これは潜在拡散モデルです。U-Netが描くのは符号で、"
    "それを {part} が画像にします。使えるのは、単独で画像を描くU-Netだけです。",
    "{repo} has {classes:,} classes, more than {most:,}; choose a network with fewer.":
    "{repo} のクラスは{classes:,}個で、上限の{most:,}個を超えています。クラスの少ないネットワークを選んでください。",
    "{repo}: a name in labels.json has more than {most} characters; choose another repository.":
    "{repo}：labels.json に{most}文字を超える名前があります。別のリポジトリを選んでください。",
    "You have {most} networks from the Hub, as many as a visitor may have; remove one first.":
    "Hubのネットワークは、1人につき{most}個までです。先に1つ削除してください。",
    "{repo} makes pictures of more than {most} pixels; choose smaller ones.":
    "{repo} の画像は1辺が{most}画素を超えています。もっと小さな画像のモデルを選んでください。",
    "{repo} describes a network that is too large for the explorer, which takes at most {most:.0f} million "
    "parameters; choose a smaller model.":
    "{repo} のネットワークは、このアプリには大きすぎます。パラメータ数の上限は{most:.0f}M（Mは100万）です。"
    "もっと小さなモデルを選んでください。",
    "{repo}: the weights ({size:,} bytes) do not fit config.json ({count:,} parameters); choose another repository.":
    "{repo}：重み（{size:,}バイト）が config.json（{count:,}パラメータ）と合いません。別のリポジトリを選んでください。",
    "{reason} Choose another repository.": "{reason}別のリポジトリを選んでください。",
    "{repo}: {file} arrived damaged and was deleted; try again.":
    "{repo}：{file} が壊れた状態で届いたため、削除しました。もう一度お試しください。",
    "{repo}: a file is larger than the Hub said; try again later.":
    "{repo}：Hubが示した大きさを超えるファイルがあります。後でもう一度お試しください。",
    "{repo} holds no {file}, so it is no DDPM checkpoint; choose another repository.":
    "{repo} に {file} がないので、DDPMのチェックポイントではありません。別のリポジトリを選んでください。",
    "{repo} holds no {file}, a part of its weights; choose another repository.":
    "{repo} に、重みの一部である {file} がありません。別のリポジトリを選んでください。",
    "{folder}: {file} is missing. Copy it into {path}.": "{folder}：{file} がありません。{path} にコピーしてください。",
    "{folder}: {file} is damaged (it holds no object).":
    "{folder}：{file} は壊れています（オブジェクトが入っていません）。",
    "{folder}: labels.json must be a list of names.": "{folder}：labels.json は名前のリストでなければなりません。",
    "{folder}: labels.json has {names} names for {classes} classes.":
    "{folder}：labels.json には、{classes}個のクラスに対して{names}個の名前があります。",
    "{folder}: {file} is damaged ({reason}).": "{folder}：{file} は壊れています（{reason}）。",
    "This machine has no device {name!r}. Use --device auto or --device cpu.":
    "このコンピュータにデバイス {name!r} はありません。--device auto か --device cpu を使ってください。",
    "There is not enough memory for a picture of this network.":
    "メモリが足りず、このネットワークでは1枚の画像も計算できません。",
    "{some} or {other}": "{some} か {other}",
    "{file} is damaged: {field} = {value} is no number above 0.":
    "{file} は壊れています：{field} = {value} は0より大きい数ではありません。",
    "{file} is damaged: nothing of the picture is left before the last step.":
    "{file} は壊れています：最後のステップより前に、画像の成分がすっかり失われます。",
    '{file}: prediction_type = "epsilon" cannot be sampled with {reason}: x_T holds no signal, and the noise in it '
    "says nothing about x_0.":
    '{file}：prediction_type = "epsilon" のモデルは、{reason} ではサンプリングできません。'
    "x_T に信号がなく、そのノイズからは x_0 について何もわからないためです。",
    "{file} is damaged: num_train_timesteps = {value} is not in 1..{most}.":
    "{file} は壊れています：num_train_timesteps = {value} は1から{most}までの範囲にありません。",
    "DDPMScheduler, or one of diffusers that walks the chain of a DDPM in another way":
    "DDPMScheduler か、DDPMの連鎖を別の方法でたどるdiffusersのスケジューラ",
    "{file}: {field} = {value} is not supported; it must be {wanted}.":
    "{file}：{field} = {value} には対応していません（使える値：{wanted}）。",
    "{file} is damaged: rescale_betas_zero_snr = true, but a zero terminal SNR needs at least two steps, and signal "
    "to lose in the last one.":
    "{file} は壊れています：rescale_betas_zero_snr = true ですが、終端SNRを0にするには、少なくとも2ステップと、"
    "最後のステップで失われる信号が必要です。",
    "{file} is damaged: trained_betas is no list of numbers above 0 and up to 1.":
    "{file} は壊れています：trained_betas は、0より大きく1以下の数のリストではありません。",
    "{file} is damaged: trained_betas has {count} numbers for num_train_timesteps = {T}.":
    "{file} は壊れています：num_train_timesteps = {T} に対して、trained_betas には{count}個の数があります。",
    "{file} is damaged: {field} = {value} is no number above 0 and up to 1.":
    "{file} は壊れています：{field} = {value} は、0より大きく1以下の数ではありません。",
    "{folder} holds its weights as a pickle only ({file}), a file that can run code when it is opened; save them "
    "again with diffusers, which writes {wanted}.":
    "{folder} の重みはpickle形式だけです（{file}）。これは開くとコードが実行されうる形式です。"
    "diffusersで保存し直して、{wanted} にしてください。",
    "{folder}: the names of the weights begin with {prefix}, which comes from a wrapper such as "
    "DistributedDataParallel or torch.compile; save the network that is inside it.":
    "{folder}：重みの名前が {prefix} で始まっています。"
    "DistributedDataParallel や torch.compile のようなラッパーが付けたものです。"
    "中のネットワークそのものを保存してください。",
    "{folder} holds both {file} and {index}; delete the one that is out of date.":
    "{folder} には {file} と {index} の両方があります。古いほうを削除してください。",
    "{folder}: {file} is damaged (it has no weight_map).":
    "{folder}：{file} は壊れています（weight_map がありません）。",
    "{folder}: {file} is not named in {index}; delete the one that is wrong.":
    "{folder}：{file} は {index} に記載されていません。誤っているほうを削除してください。",
    "{folder}: {file} does not hold what {index} says: only one of the two knows {tensor}.":
    "{folder}：{file} の中身が {index} の記載と合いません。{tensor} は片方にしかありません。",
    "{folder}: {file} names {shard}, which is no plain .safetensors file.":
    "{folder}：{file} に記載された {shard} は、通常の .safetensors ファイルではありません。",
    "{folder}: the weights in {file} are damaged ({reason}).": "{folder}：{file} の重みは壊れています（{reason}）。",
}
