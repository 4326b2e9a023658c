package run

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"siamface/model/audit"
	"siamface/model/dataset"
	"siamface/model/spelling"
)

// TestNamesComeBackFromJSON: whatever bytes a disk holds, a report names the same files.
func TestNamesComeBackFromJSON(t *testing.T) {
	const odd, quoted = "broken\xff\x1b/\u202e.jpg", `"quoted"`
	report := Report{
		Record: Record{
			Split: map[string][]string{"train": {odd}, "test": {}}, Photos: []PhotoHash{{File: odd}}, Excluded: []string{quoted, odd},
		},
		Skipped: []dataset.Skipped{{Path: odd, Reason: "damaged"}}, Folder: odd,
		Audit: []audit.Finding{{Files: []string{odd}, People: []string{odd}}},
	}
	var text strings.Builder
	if err := spelling.WriteJSON(&text, report.spelt(spelling.ToText), ""); err != nil {
		t.Fatal(err)
	}
	var read Report
	if err := json.Unmarshal([]byte(text.String()), &read); err != nil {
		t.Fatal(err)
	}
	read = read.spelt(spelling.FromCell)
	if !reflect.DeepEqual(read.Split, report.Split) || !reflect.DeepEqual(read.Photos, report.Photos) || !reflect.DeepEqual(read.Excluded, report.Excluded) ||
		!reflect.DeepEqual(read.Skipped, report.Skipped) || read.Folder != odd || !reflect.DeepEqual(read.Audit[0].Files, report.Audit[0].Files) {
		t.Errorf("%+v came back as %+v", report, read)
	}
	if report.Excluded[1] != odd {
		t.Error("the report itself was changed")
	}
}
