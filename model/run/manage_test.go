package run

import (
	"bytes"
	"errors"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"siamface/model/train"
)

func TestNotes(t *testing.T) {
	folder := t.TempDir()
	for _, text := range []string{"", "the one with glasses\nseed 3", "带眼镜的", ""} {
		if err := WriteNote(folder, "  "+text+"\n"); err != nil {
			t.Fatal(err)
		}
		got, err := ReadNote(folder)
		if err != nil || strings.TrimSpace(got) != text {
			t.Errorf("%q is read as %q, %v", text, got, err)
		}
	}
	if _, err := os.Stat(filepath.Join(folder, NoteFile)); err == nil {
		t.Error("an empty note leaves a file")
	}
	if WriteNote(folder, strings.Repeat("x", mostNote+1)) == nil {
		t.Error("a note of any length is taken")
	}
}

func TestRename(t *testing.T) {
	in := t.TempDir()
	folder := filepath.Join(in, "run")
	for _, dir := range []string{folder, filepath.Join(in, "taken")} {
		if err := os.Mkdir(dir, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"", " ", ".hidden", "a/b", `a\b`, "..", "a\nb", "what?", strings.Repeat("x", 300)} {
		if _, err := Rename(folder, name); !errors.Is(err, ErrName) {
			t.Errorf("%q: %v", name, err)
		}
	}
	if _, err := Rename(folder, "taken"); err == nil {
		t.Error("a name that is taken is given again")
	}
	to, err := Rename(folder, " mit Brille 眼镜 ")
	if err != nil || to != filepath.Join(in, "mit Brille 眼镜") {
		t.Fatalf("%q, %v", to, err)
	}
	if _, err := os.Stat(to); err != nil {
		t.Error(err)
	}
	if same, err := Rename(to, filepath.Base(to)); err != nil || same != to {
		t.Errorf("its own name: %q, %v", same, err)
	}
}

// What was written of a history is read again, with what is no number where nothing was.
func TestHistoryIsReadAgain(t *testing.T) {
	nan := math.NaN()
	for _, want := range [][]train.Epoch{
		nil,
		{{Number: 1, Rate: 1e-3, Loss: 0.1 + 0.2, Accuracy: 0.5, ValidationLoss: nan, ValidationAccuracy: nan, ValidationEER: nan}},
		{{Number: 1, Loss: 8, ValidationEER: 0.25}, {Number: 2, Loss: 1e-300, ValidationEER: 0}},
	} {
		var text bytes.Buffer
		if err := writeHistory(&text, want); err != nil {
			t.Fatal(err)
		}
		got, err := parseHistory(&text)
		if err != nil || len(got) != len(want) {
			t.Fatalf("%+v, %v", got, err)
		}
		for i := range want {
			if !sameEpoch(got[i], want[i]) {
				t.Errorf("epoch %d: %+v, want %+v", i+1, got[i], want[i])
			}
		}
	}
}

func sameEpoch(a, b train.Epoch) bool {
	same := func(x, y float64) bool { return x == y || math.IsNaN(x) && math.IsNaN(y) }
	return a.Number == b.Number && same(a.Rate, b.Rate) && same(a.Loss, b.Loss) && same(a.Accuracy, b.Accuracy) &&
		same(a.ValidationLoss, b.ValidationLoss) && same(a.ValidationAccuracy, b.ValidationAccuracy) && same(a.ValidationEER, b.ValidationEER)
}

func TestDamagedHistories(t *testing.T) {
	head := strings.Join(historyColumns, ",") + "\n"
	for _, text := range []string{"", "epoch\n", head + "1,2\n", head + "2,,,,,,\n", head + "1,x,,,,,\n", head + "1,,,,,,\n1,,,,,,\n", head + "\"1\n"} {
		if got, err := parseHistory(strings.NewReader(text)); !errors.Is(err, errDamaged) {
			t.Errorf("%q: %v, %v", text, got, err)
		}
	}
}

func FuzzHistory(f *testing.F) {
	head := strings.Join(historyColumns, ",") + "\n"
	for _, text := range []string{head, head + "1,0.001,8.2,0.5,,,\n2,0.001,7,0.5,0.1,0.9,0.05\n", head + "1,NaN,Inf,-0,1e400,,\n"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		history, err := parseHistory(strings.NewReader(text))
		if err != nil {
			return
		}
		var again bytes.Buffer
		if err := writeHistory(&again, history); err != nil {
			t.Fatal(err)
		}
		second, err := parseHistory(&again)
		if err != nil || len(second) != len(history) {
			t.Fatalf("%q was read, and isn't read again: %v", text, err)
		}
		for i := range history {
			if !sameEpoch(history[i], second[i]) {
				t.Errorf("%+v becomes %+v", history[i], second[i])
			}
		}
	})
}
