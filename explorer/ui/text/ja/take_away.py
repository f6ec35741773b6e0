"""Japanese: what is taken away: files, and networks for the Hub."""

TEXT = {
    "export.title": "結果を持ち帰る",
    "export.gif": "GIF",
    "export.mp4": "MP4動画",
    "export.sheet": "一覧画像（PNG）",
    "export.final": "最終画像（PNG）",
    "export.csv": "数値（CSV）",
    "export.script": "Pythonスクリプト",
    "export.written": "t、シード、サンプラー、ネットワークをフレームに書き込む",
    "export.no_video": "MP4には、動画をエンコードできるブラウザが必要です。また、"
    "ページをhttpsかこのコンピュータから開いている必要があります。",
    "export.wait": "チェーンが完了すると、すべて保存できます。",
    "export.planned": "アニメーションは{frames}フレームになります。",
    "export.frames": "{frames}フレーム",
    "export.working": "処理中：{done} / {of}",
    "export.saved": "{name} を保存しました：{about}。",
    "export.kilobytes": "{count} kB",
    "export.codec": "（このブラウザはH.264でエンコードできません。動画が再生できない環境ではGIFをお使いください）",
    "export.encoder": "このブラウザは、この大きさの動画をエンコードできません。GIFをお使いください。",
    "export.unreachable": "サーバーに接続できません。接続を確認して、もう一度お試しください。",
    "export.failed": "このファイルを作れませんでした。メモリ不足かもしれません。"
    "枚数を減らすか、別の種類のファイルをお試しください。",
    "publish.title": "ネットワークを持ち帰る",
    "publish.result": "あなたのネットワーク",
    "publish.download": "ダウンロード",
    "publish.packed": "{name}、{megabytes:.1f} MB：diffusers形式のネットワークのフォルダで、"
    "モデルカードが付いています。",
    "publish.intro": "または、同じモデルカードを付けて、Hugging Face Hubの自分のアカウントへプッシュできます。"
    "あなたの画像は含まれませんが、少ない画像で学習したネットワークは、その一部をほとんどそのまま描くことがあります。",
    "publish.repo": "リポジトリ",
    "publish.repo_info": "名前、または owner/name。なければ作られます。",
    "publish.token": "アクセストークン",
    "publish.token_info": "書き込み権限が必要です。一度だけ使い、保存しません。",
    "publish.private": "非公開",
    "publish.push": "プッシュ",
    "publish.pushing": "プッシュしています… {seconds:.0f}秒",
    "publish.pushed": "プッシュ先：{url}",
    "publish.none": "まず自分のネットワークを選んでください。学習中のものは、完了してから持ち帰れます。",
    "publish.incomplete": "このジョブの結果は揃っていません。もう少し学習してから、もう一度お試しください。",
    "publish.disk": "ファイルを読み書きできませんでした（{reason}）。空き容量を増やして、もう一度お試しください。",
    "publish.bad_name": "リポジトリ名として使えません。name または owner/name の形で、"
    "英数字と - _ . だけを使って入力してください。",
    "publish.bad_token": "このトークンはHubに登録されていません。"
    "huggingface.co/settings/tokens からもう一度コピーしてください。",
    "publish.read_only": "このトークンは読み取り専用です。"
    "書き込みできるトークンを huggingface.co/settings/tokens で作ってください。",
    "publish.forbidden": "このトークンでは {repo} に書き込めません。権限を与えるか、別のリポジトリを選んでください。",
    "publish.not_yours": "{owner} は、あなた（{me}）でも、あなたの所属組織でもありません。"
    "自分のアカウントを使うには、名前だけを入力してください。",
    "publish.public": "{repo} はすでにあり、誰でも見られます。別の名前にするか、「非公開」のチェックを外してください。",
    "publish.unreachable": "Hubに接続できないか、Hubが混み合っています。ネットワーク接続を確認して、"
    "後でもう一度お試しください。",
    "publish.refused": "Hubが {repo} を拒否しました（エラー {status}）。別の名前にするか、後でもう一度お試しください。",
    "publish.late": "30分以上かかっているため、待つのをやめました。何が届いたかはHubで確認してください。",
    "publish.failed": "予期しない理由でプッシュに失敗しました。もう一度お試しください。",
}
