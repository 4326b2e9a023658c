package forget

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"siamface/model/audit"
	"siamface/model/file"
	"siamface/model/report"
	"siamface/model/run"
	"siamface/model/spelling"
	"siamface/model/tower"
	"siamface/model/weights"
)

// ErrForeign is beneath the error for a file that has the name of one of ours and is none.
var ErrForeign = errors.New("it is no file of Siamface's")

// keptError is why something of the subject stays in a file, an English sentence.
type keptError string

func (e keptError) Error() string { return string(e) }

// errLearned is a model that was trained on the subject.
const errLearned keptError = "the model has learned from them, and nobody can take that out of its weights: train again without them, or delete it"

// pageName is what the page of a report is called.
const pageName = "page of a report"

// RecordKind is what the record in a model's file is called. Without somebody the file is another one, which work in a queue doesn't know.
const RecordKind = "model's record"

// perm is for the user alone.
const perm = 0o600

// ownKinds are the kinds of files in runs' and reports' folders.
func ownKinds() []Kind {
	return []Kind{
		{Name: "list of scored pairs", Fits: isFileNamed(run.PairsFile), Forget: forgetPairs},
		{Name: "list of files left out", Fits: isFileNamed(run.ExcludedFile), Forget: ForgetExcluded},
		{Name: pageName, Whole: true, Fits: isFileNamed(report.PageFile), Forget: forgetPage},
		{Name: RecordKind, Fits: isFileNamed(run.ModelFile), Forget: forgetRecord},
		{Name: "unfinished training", Fits: isFileNamed(run.UnfinishedFile), Learn: learnFrom, Forget: forgetUnfinished},
		{Name: "left-over of a training", Fits: isLeftOver, Forget: keepLeftOver},
		{Name: "report", Fits: isFileNamed(run.ReportFile), Learn: learnFrom, Forget: forgetReport},
	}
}

func isFileNamed(name string) func(string) bool {
	return func(path string) bool { return filepath.Base(path) == name }
}

// ownsTable tells whether a report lies beside a file: pairs.csv may be anybody's.
func ownsTable(path string) bool {
	data, err := os.ReadFile(filepath.Join(filepath.Dir(path), run.ReportFile))
	return err == nil && run.CheckFormat(data, run.Format, run.EvaluationFormat) == nil
}

// forgetPairs takes the subject's pairs out of a run's or a report's list.
func forgetPairs(s *Subject, path string, dry bool) (int, error) {
	if !ownsTable(path) {
		return 0, ErrForeign
	}
	return rewriteTable(s, path, dry)
}

// rewriteTable takes the rows that name the subject out of a table of ours.
func rewriteTable(s *Subject, path string, dry bool) (removed int, err error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	if removed, err = s.CopyTable(io.Discard, f, nil); err != nil || removed == 0 || dry {
		if errors.Is(err, errNoTable) {
			err = ErrForeign
		}
		return removed, err
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return 0, err
	}
	return removed, file.Write(path, perm, func(w io.Writer) error {
		_, err := s.CopyTable(w, f, nil)
		return err
	})
}

// ForgetExcluded takes the subject out of a list of files that are left out.
func ForgetExcluded(s *Subject, path string, dry bool) (removed int, err error) {
	list, err := audit.ReadExclusions(path)
	if err != nil {
		return 0, errors.Join(ErrForeign, err)
	}
	var own []string
	for _, name := range list.Files() {
		if s.HasFile(name) {
			own = append(own, name)
		}
	}
	if len(own) == 0 || dry {
		return len(own), nil
	}
	list.Remove(own...)
	if len(list.Files()) == 0 {
		return len(own), os.Remove(path)
	}
	return len(own), list.Write(path)
}

// forgetPage removes a report's page if it names the subject: its figures, pictures and sentences are written of all pairs together.
// What the page says stands in the report beside it, from which a new evaluation writes it anew.
func forgetPage(s *Subject, path string, dry bool) (int, error) {
	data, err := os.ReadFile(filepath.Join(filepath.Dir(path), report.DataFile))
	if err != nil || run.CheckFormat(data, run.EvaluationFormat) != nil {
		return 0, ErrForeign
	}
	doc, err := parseDocument(data)
	if err != nil {
		return 0, ErrForeign
	}
	if removed := min(1, s.scrub(&doc)); removed == 0 || dry {
		return removed, nil
	}
	return 1, os.Remove(path)
}

// RemoveNaming removes a file of text that names the subject or a photo of theirs.
func RemoveNaming(s *Subject, path string, dry bool) (int, error) {
	data, err := os.ReadFile(path)
	if err != nil || !s.isMentioned(string(data)) {
		return 0, err
	}
	if dry {
		return 1, nil
	}
	return 1, os.Remove(path)
}

// forgetReport takes the subject out of a report's lists.
func forgetReport(s *Subject, path string, dry bool) (int, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return 0, err
	}
	if run.CheckFormat(data, run.Format, run.EvaluationFormat) != nil {
		return 0, ErrForeign
	}
	text, removed, err := scrubText(s, data)
	if err != nil || removed == 0 || dry {
		return removed, err
	}
	return removed, file.Write(path, perm, func(w io.Writer) error {
		return spelling.WriteJSON(w, text, "  ")
	})
}

// scrubText is a document's text without the subject.
func scrubText(s *Subject, data []byte) (text json.RawMessage, removed int, err error) {
	doc, err := parseDocument(data)
	if err != nil {
		return nil, 0, errors.Join(ErrForeign, err)
	}
	if removed = s.scrub(&doc); removed > 0 {
		warning, err := json.Marshal(report.Forgotten)
		if err != nil {
			return nil, 0, err
		}
		doc.warn(warning)
	}
	text, err = doc.MarshalJSON()
	return text, removed, err
}

// warn puts a sentence at the end of the first list of warnings, unless it is there.
func (d *document) warn(sentence json.RawMessage) bool {
	for i := range d.members {
		list := &d.members[i].value
		if d.members[i].key == "warnings" && list.kind != '{' {
			if !slices.ContainsFunc(list.entries, func(e document) bool { return bytes.Equal(e.value, sentence) }) {
				*list = document{kind: '[', entries: append(list.entries, document{value: sentence})}
			}
			return true
		}
		if list.warn(sentence) {
			return true
		}
	}
	return false
}

// forgetRecord takes the subject out of the record in a model's file. The weights stay as they are.
func forgetRecord(s *Subject, path string, dry bool) (removed int, err error) {
	learned := false
	err = tower.RewriteRecord(path, func(record json.RawMessage) (json.RawMessage, error) {
		doc, err := parseDocument(record)
		if err != nil {
			return nil, nil // it holds no names
		}
		learned = hasTaught(s, doc)
		var text json.RawMessage
		if text, removed, err = scrubText(s, record); err != nil || removed == 0 || dry {
			return nil, err
		}
		return text, nil
	})
	switch {
	case errors.Is(err, weights.ErrNotModel) || errors.Is(err, weights.ErrDamaged):
		err = errors.Join(ErrForeign, err)
	case err == nil && learned:
		err = errLearned
	}
	return removed, err
}

// hasTaught tells whether a model's record counts the subject among those that it was trained or validated on.
func hasTaught(s *Subject, record document) bool {
	split, _ := record.find("split")
	for _, side := range []string{"train", "validation"} {
		people, _ := split.find(side)
		if slices.ContainsFunc(people.entries, func(e document) bool { name, ok := e.text(); return ok && s.HasPerson(name) }) {
			return true
		}
	}
	photos, _ := record.find("photos")
	return slices.ContainsFunc(photos.entries, func(e document) bool {
		side, _ := e.find("split")
		name, _ := side.text()
		return name != "test" && s.ownsEntry(e)
	})
}

// errUnknown is what a training has reached of which can't be told whose it is.
const errUnknown keptError = "it is of a training that isn't finished and can't be read any more: if they were in it, delete its folder"

// forgetUnfinished removes a training that isn't done if it is of the subject: it has learned from them already.
func forgetUnfinished(s *Subject, path string, dry bool) (int, error) {
	folder := filepath.Dir(path)
	if _, err := run.ReadUnfinished(folder); err != nil {
		return 0, errUnknown
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return 0, err
	}
	doc, err := parseDocument(data)
	if err != nil {
		return 0, errUnknown
	}
	removed := s.scrub(&doc)
	if removed == 0 || dry {
		return removed, nil
	}
	return removed, run.DiscardUnfinished(folder)
}

// isLeftOver tells a file of what a training has reached that nothing belongs to any more: its process was killed while it cleaned up.
func isLeftOver(path string) bool {
	if filepath.Base(filepath.Dir(path)) != run.StateFolder {
		return false
	}
	_, err := os.Lstat(filepath.Join(filepath.Dir(filepath.Dir(path)), run.UnfinishedFile))
	return errors.Is(err, fs.ErrNotExist)
}

// keepLeftOver leaves it: whose it is can't be told.
func keepLeftOver(*Subject, string, bool) (int, error) { return 0, errUnknown }

// learnFrom takes from a report, or from what a training is of that isn't done, what it says of the subject's photos: the names of those
// whose sums are known, and the sums of those whose names are.
func learnFrom(s *Subject, path string) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil // what can't be read is told when it is changed
	}
	if filepath.Base(path) == run.ReportFile && run.CheckFormat(data, run.Format, run.EvaluationFormat) != nil {
		return nil
	}
	doc, err := parseDocument(data)
	if err != nil {
		return nil
	}
	for _, within := range []string{"training", "record"} {
		if inner, ok := doc.find(within); ok && inner.kind == '{' {
			doc = inner
		}
	}
	photos, _ := doc.find("photos")
	for _, e := range photos.entries {
		name, sum := e.textOf("file"), e.textOf("sha256")
		name = spelling.FromCell(name)
		if !IsSum(sum) || !s.HasSum(sum) && !s.HasFile(name) {
			continue
		}
		s.AddSum(sum)
		s.AddFile(name)
	}
	return nil
}

// textOf is the string under a key; "" where there is none.
func (d document) textOf(key string) string {
	value, _ := d.find(key)
	text, _ := value.text()
	return text
}
