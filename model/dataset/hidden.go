package dataset

import (
	"path/filepath"
	"slices"
	"strings"

	"siamface/model/spelling"
)

// systemFolders are the folders and files that systems, network storage, sync and photo programs leave about, in lower case.
var systemFolders = []string{
	"thumbs.db", "ehthumbs.db", "ehthumbs_vista.db", "desktop.ini", "icon\r", // Windows, macOS
	"$recycle.bin", "recycler", "recycled", "system volume information", "found.000", "lost+found", "lost.dir", "msdownld.tmp",
	"__macosx", "network trash folder", "temporary items", "thevolumesettingsfolder",
	"#recycle", "#snapshot", "@eadir", "@tmp", "@sharebin", "@sharesnap", "@synologydrive", // Synology
	"@recycle", "@recently-snapshot", "@transcode", "@_thumb", // QNAP
	"~snapshot", "$extend", "thumbnails", "_thumbnails", "_thumbs", "__pycache__",
}

// isHidden tells the files and folders that systems leave about, which nobody wants to hear of.
func isHidden(name string) bool {
	if strings.HasPrefix(name, ".") || strings.HasPrefix(name, "~$") {
		return true
	}
	return slices.Contains(systemFolders, spelling.Key(name)) || slices.Contains(systemFolders, strings.ToLower(name))
}

// PassesOver tells whether Open would look at nothing in a folder of that path below the root: one of its names is hidden, or a system's.
func PassesOver(below string) bool {
	return slices.ContainsFunc(strings.Split(filepath.ToSlash(below), "/"), isHidden)
}
