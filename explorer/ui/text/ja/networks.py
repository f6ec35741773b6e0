"""Japanese: networks from the Hub."""

TEXT = {
    "hub.title": "Hugging Face Hubから取得",
    "hub.source": "既知のネットワークか owner/name",
    "hub.info": "diffusers形式の画像用DDPMなら何でも使えます。owner/name@revision で版を指定できます。"
    "CPUでは256×256の1ステップに数秒かかります。.bin は重みがpickle形式で、数値だけを読み込みます。",
    "hub.fetch": "ダウンロード",
    "hub.cancel": "キャンセル",
    "hub.none": "一覧からネットワークを選ぶか、owner/name を入力してください。",
    "hub.fetching": "{name} をダウンロードしています…",
    "hub.progress": "{name} をダウンロードしています… {done:.0f} / {total:.0f} MB",
    "hub.ready": "{name} をダウンロードしました。上の「ネットワーク」で選択されています。",
    "hub.cancelled": "ダウンロードをキャンセルしました。上のネットワークは変わっていません。",
    "hub.failed": "予期しない理由でダウンロードに失敗しました。もう一度お試しください。",
    "hub.remove": "削除",
    "hub.removed": "{name} を一覧から外しました。",
    "hub.not_own": "上のネットワークは、Hubからダウンロードしたものではありません。"
    "ダウンロードしたものを選んでから削除してください。",
    "hub.preset": "{name}：{shows}、{size}×{size}、{megabytes} MB",
    "hub.needs_gpu": "GPUが必要",
    "hub.objects": "小さな写真",
    "hub.faces": "有名人の顔",
    "hub.churches": "教会",
    "hub.bedrooms": "寝室",
    "hub.cats": "猫",
}
