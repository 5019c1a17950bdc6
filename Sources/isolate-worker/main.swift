print(PackageResources.codec_js.count)
