package window

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"siamface/app/session"
	"siamface/model/jobs"
	"siamface/model/queue"
)

// fillQueue makes a queue with a batch of embeddings whose first part is done and whose second failed, and one that waits.
func fillQueue(t *testing.T) (path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "queue.db")
	q, err := queue.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = q.Close() }()
	if _, err := q.Add(t.Context(), jobs.Embedding, []byte("{}"), [][]byte{[]byte("good"), []byte("bad")}); err != nil {
		t.Fatal(err)
	}
	do := func(_ context.Context, _, part []byte) ([]byte, error) {
		if string(part) == "bad" {
			return nil, queue.Final(errors.New("the photo is gone"))
		}
		return part, nil
	}
	if err := q.Work(t.Context(), queue.Options{Kinds: map[string]queue.Work{jobs.Embedding: do}, Drain: true}, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := q.Add(t.Context(), jobs.Folds, []byte("{}"), bytes.Split([]byte("0 1 2 3 4 5 6 7 8 9"), []byte(" "))); err != nil {
		t.Fatal(err)
	}
	return path
}

// The sheet shows how far each batch is; failed parts are tried again, and a batch is removed.
func TestQueueSheet(t *testing.T) {
	w := pretend(t)
	t.Cleanup(func() { w.Settings.SetString(session.KeyQueue, "") })
	path := fillQueue(t)
	s := openQueue(w.desk)
	t.Cleanup(s.stop)
	if s.state.Text != w.Words.Text("queue.none") {
		t.Errorf("before a queue is named: %q", s.state.Text)
	}
	s.address.SetText(path)
	s.address.OnSubmitted(path)
	pump(t, func() bool { return len(s.rows) == 2 })
	first, second := s.rows[1], s.rows[2]
	if first.state.Text != "1 of 2 parts done, 0 at work, 0 waiting, 1 failed" || !first.retry.Visible() || !strings.Contains(first.trouble.Text, "the photo is gone") {
		t.Errorf("%q, %q", first.state.Text, first.trouble.Text)
	}
	if second.state.Text != "0 of 10 parts done, 0 at work, 10 waiting, 0 failed" || second.retry.Visible() || !strings.HasPrefix(second.title.Text, "Batch 2: cross-validation, 20") {
		t.Errorf("%q: %q", second.title.Text, second.state.Text)
	}
	if got := w.Settings.String(session.KeyQueue); got != path {
		t.Errorf("%q is remembered", got)
	}
	first.retry.Tapped(nil)
	pump(t, func() bool { r := s.rows[1]; return r != nil && strings.Contains(r.state.Text, "1 waiting, 0 failed") })
	s.rows[2].remove.Tapped(nil)
	w.sheets[len(w.sheets)-1].(interface{ Confirm() }).Confirm()
	pump(t, func() bool { return s.rows[1] != nil && s.rows[2] == nil })
	w.closeInnermost()
	if len(w.sheets) != 0 || s.cancel != nil {
		t.Error("the sheet is closed, and the queue is still looked at")
	}
}

// What is no queue is said, and nothing is made in its place.
func TestQueueSheetMakesNone(t *testing.T) {
	w := pretend(t)
	s := openQueue(w.desk)
	t.Cleanup(s.stop)
	missing, letter := filepath.Join(t.TempDir(), "none.db"), filepath.Join(t.TempDir(), "letter.db")
	if err := os.WriteFile(letter, []byte(strings.Repeat("no database ", 100)), 0o600); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{missing: "there is no queue", letter: "is no SQLite database"} {
		s.watch(path)
		pump(t, func() bool { return strings.Contains(s.state.Text, want) })
	}
	if _, err := os.Stat(missing); err == nil {
		t.Error("a queue was made by looking")
	}
	if w.Settings.String(session.KeyQueue) != "" {
		t.Error("what is no queue is remembered")
	}
}

func TestHasPassword(t *testing.T) {
	for address, want := range map[string]bool{
		"/a/b.db": false, "postgres://me@host/db": false, "postgres://me:secret@host/db": true, "postgresql://host/db?password=secret": true, "postgres://%zz": true,
	} {
		if got := hasPassword(address); got != want {
			t.Errorf("%s: %v", address, got)
		}
	}
}
