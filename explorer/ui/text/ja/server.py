"""Japanese: what the server refuses, the API, and Gradio's own words."""

TEXT = {
    # What Gradio itself says
    "gradio.blocks.connection_can_break": "スマートフォンでは、このタブを離れたり端末がスリープしたり"
    "すると接続が切れ、待ち行列の順番が失われることがあります。",
    "gradio.blocks.waiting_for_inputs": "ファイルをアップロード中です。少し待ってからもう一度お試しください。",
    "gradio.common.clear": "クリア",
    "gradio.common.complete": "完了",
    "gradio.common.download": "ダウンロード",
    "gradio.common.error": "エラー",
    "gradio.common.loading": "読み込み中",
    "gradio.common.or": "または",
    "gradio.common.remove": "取り除く",
    "gradio.common.upload": "アップロード",
    "gradio.errors.use_via_api": "APIで使う",
    "gradio.errors.use_via_api_or_mcp": "APIまたはMCPで使う",
    "gradio.file.uploading": "アップロード中…",
    "gradio.image.allow_webcam_access": "撮影するには、ウェブカメラの使用を許可してください。",
    "gradio.image.drop_to_upload": "ここに画像をドロップ",
    "gradio.image.no_webcam_support": "ウェブカメラを使えません。ページをhttps"
    "またはこのコンピューターから開いてください。",
    "gradio.status.queue_position": "待ち行列:{position} / {size}",
    "uploads.tap": "タップして選択",
    "gradio.upload_text.click_to_upload": "クリックして選択",
    "gradio.upload_text.drop_file": "ここにファイルをドロップ",
    "gradio.upload_text.drop_image": "ここに画像をドロップ",
    "gradio.upload_text.paste_clipboard": "クリップボードから貼り付け",
    # Answers to other programs
    "gate.elsewhere": "このサーバーは自分のマシン専用ですが、別のページまたは別の名前から要求されました。"
    "プロキシの背後で動かす場合は --trusted-proxy を付けて起動してください。",
    "api.remote": "他のサーバーのアドレスは読み込みません。画像を保存し、ファイルをアップロードしてください"
    "(gradio_client では handle_file(\"cat.png\"))。",
    "gate.too_large": "サーバーが受け付ける大きさを超えています。",
    "gate.slow": "アップロードが止まりました。もう一度お試しください。",
    "gate.unreadable": "この要求は読み取れません。",
    "gate.often": "一度に要求が多すぎます。1分後にもう一度お試しください。",
    "gate.pages": "お使いのアドレスから開かれているページが多すぎます。"
    "いくつか閉じて、10分後にもう一度お試しください。",
    "gate.megabytes": "1時間のアップロードが多すぎます。後でもう一度試すか、画像を減らしてください。",
    "gate.full": "現在サーバーに新しいファイルを置く空きがありません。1時間後にもう一度お試しください。",
    "api.choice": "{name} は次のいずれかでなければなりません：{choices}。",
    "api.whole": "{name} は{low}から{high}までの整数でなければなりません。",
    "api.number": "{name} は{low}から{high}までの数でなければなりません。",
    "api.schedule": "この値ではスケジュールを作れません。{reason}",
    "api.picture": "画像は、アップロードしたファイルでなければなりません。"
    'gradio_clientでは image=handle_file("cat.png") とします。',
    "api.busy": "プログラムからの呼び出しが、すでに多すぎるほど待っています。1分後にもう一度お試しください。",
}
