package run

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"unicode"

	"siamface/model/evaluate"
	"siamface/model/file"
	"siamface/model/pairlist"
	"siamface/model/train"
)

// NoteFile is where a run's note stands: what somebody wants to remember of it, as plain text.
const NoteFile = "note.txt"

// mostNote is the greatest length of a note in bytes.
const mostNote = 64 << 10

// ReadNote reads a run's note; without one it is empty.
func ReadNote(folder string) (string, error) {
	f, err := os.Open(filepath.Join(folder, NoteFile))
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, mostNote))
	return strings.ToValidUTF8(string(text), "�"), err
}

// WriteNote writes a run's note, in the place of the one before. An empty one takes it away.
func WriteNote(folder, text string) error {
	path := filepath.Join(folder, NoteFile)
	if text = strings.TrimSpace(text); text == "" {
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		return nil
	}
	if len(text) > mostNote {
		return fmt.Errorf("a note may have at most %d bytes", mostNote)
	}
	return file.WriteBytes(path, 0o600, []byte(text+"\n"))
}

// ErrName is a name that a run's folder can't have.
var ErrName = errors.New("a run's name can't be empty, begin with a dot, or hold any of / \\ : * ? \" < > |")

// Rename gives a run's folder another name, beside where it is, and returns its new path. A name that is taken is refused.
func Rename(folder, name string) (string, error) {
	name = strings.TrimSpace(name)
	odd := strings.ContainsAny(name, `/\:*?"<>|`) || strings.ContainsFunc(name, unicode.IsControl)
	if name == "" || odd || strings.HasPrefix(name, ".") || len(name) > 200 {
		return "", ErrName
	}
	to := filepath.Join(filepath.Dir(folder), name)
	if to == filepath.Clean(folder) {
		return folder, nil
	}
	held, err := file.HoldFolder(folder, "a change of its name")
	if err != nil {
		return "", err
	}
	held.Release()
	if _, err := os.Lstat(to); err == nil {
		return "", fmt.Errorf("there is another %s already: choose another name", name)
	}
	if err := os.Rename(folder, to); err != nil {
		return "", fmt.Errorf("the run can't be renamed: %w", err)
	}
	return to, nil
}

// mostEpochs bounds the history that is read.
const mostEpochs = 1_000_000

// ReadHistory reads the epochs of a run; one that was solved has none.
func ReadHistory(folder string) ([]train.Epoch, error) {
	f, err := os.Open(filepath.Join(folder, HistoryFile))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	history, err := parseHistory(f)
	if err != nil {
		return nil, fmt.Errorf("%s in %s can't be read: %w", HistoryFile, folder, err)
	}
	return history, nil
}

// parseHistory reads what writeHistory wrote. A figure that is missing is NaN.
func parseHistory(r io.Reader) ([]train.Epoch, error) {
	table := csv.NewReader(r)
	head, err := table.Read()
	if err != nil || strings.Join(head, ",") != strings.Join(historyColumns, ",") {
		return nil, errDamaged
	}
	var history []train.Epoch
	for len(history) < mostEpochs {
		row, err := table.Read()
		if err == io.EOF {
			return history, nil
		}
		if err != nil {
			return nil, errors.Join(errDamaged, err)
		}
		e, err := parseEpoch(row)
		if err != nil || e.Number != len(history)+1 {
			return nil, errDamaged
		}
		history = append(history, e)
	}
	return nil, errDamaged
}

func parseEpoch(row []string) (e train.Epoch, err error) {
	if e.Number, err = strconv.Atoi(row[0]); err != nil {
		return e, err
	}
	for i, into := range []*float64{&e.Rate, &e.Loss, &e.Accuracy, &e.ValidationLoss, &e.ValidationAccuracy, &e.ValidationEER} {
		if *into = math.NaN(); row[i+1] == "" {
			continue
		}
		if *into, err = strconv.ParseFloat(row[i+1], 64); err != nil {
			return e, err
		}
	}
	return e, nil
}

// Compare compares two runs on the pairs of test people that both have scored, each at its own threshold; see evaluate.CompareScored.
// Runs that were tested on other people have no common pairs.
func Compare(ctx context.Context, a, b string) (evaluate.Comparison, error) {
	var pairs [2][]pairlist.ScoredPair
	var thresholds [2]float64
	for i, folder := range []string{a, b} {
		report, err := ReadReport(folder)
		if err != nil {
			return evaluate.Comparison{}, err
		}
		thresholds[i] = report.Judgement.Threshold
		if pairs[i], err = readPairs(folder); err != nil {
			return evaluate.Comparison{}, err
		}
	}
	return evaluate.CompareScored(ctx, pairs[0], pairs[1], thresholds[0], thresholds[1], evaluate.Seed, evaluate.Rounds)
}

func readPairs(folder string) (list []pairlist.ScoredPair, err error) {
	f, err := os.Open(filepath.Join(folder, PairsFile))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	for p, err := range pairlist.ReadScored(f) {
		if err != nil {
			return nil, fmt.Errorf("%s in %s can't be read: %w", PairsFile, folder, err)
		}
		list = append(list, p)
	}
	return list, nil
}
