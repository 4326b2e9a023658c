package window

import (
	"os"
	"path/filepath"

	"siamface/model/run"
)

// describeUnfinished is the row of a training that has no model yet; nil where there is nothing to go on with.
func describeUnfinished(folder string, u *run.Unfinished) *foundRun {
	if u == nil {
		return nil
	}
	r := &foundRun{folder: folder, unfinished: u, bare: true, report: run.Report{Record: u.Record, Folder: u.Folder}}
	r.report.Photos = nil
	for _, names := range u.Record.Split {
		r.people += len(names)
	}
	if info, err := os.Stat(filepath.Join(folder, run.UnfinishedFile)); err == nil {
		r.when = info.ModTime()
	}
	return r
}
