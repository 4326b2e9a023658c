package cli_test

import (
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// reported reads a report's data without what differs from run to run.
func reported(t *testing.T, dir string) map[string]any {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, "report.json"))
	if err != nil {
		t.Fatal(err)
	}
	var doc map[string]any
	if err := json.Unmarshal(data, &doc); err != nil {
		t.Fatal(err)
	}
	if doc["made"] == nil || doc["seconds"] == nil {
		t.Error("the report doesn't say when it was made, or how long it took")
	}
	delete(doc, "made")
	delete(doc, "seconds")
	return doc
}

func command(t *testing.T, doc map[string]any) []string {
	t.Helper()
	list, _ := doc["command"].([]any)
	if len(list) < 3 || list[0] != "siamface" {
		t.Fatalf("the command is %v", list)
	}
	var args []string
	for _, word := range list[1:] {
		args = append(args, word.(string))
	}
	return args
}

// TestReportRunsAgain takes the command from a report: it gives the same report.
func TestReportRunsAgain(t *testing.T) {
	faces, dir := draw(t, 8, 3, 1), filepath.Join(t.TempDir(), "a report")
	o := succeed(t, "evaluate", faces, "--recipe", "small", "--folds", "2", "--epochs", "1", "--threads", "1", "--report", dir, "--json")
	keys(t, o.document(t), append([]string{"audit", "baseline", "folds", "recipe", "record", "seconds", "seed", "spread", "trained"}, figures...)...)
	if !strings.Contains(o.stderr, "report.html") {
		t.Errorf("stderr doesn't name the page: %q", o.stderr)
	}
	first := reported(t, dir)
	failed(t, call(t, "evaluate", faces, "--recipe", "small", "--folds", "2", "--report", dir), 1, "--force")
	succeed(t, command(t, first)...)
	if again := reported(t, dir); !reflect.DeepEqual(command(t, again)[:3], command(t, first)[:3]) {
		t.Errorf("the command changed: %v", again["command"])
	} else if first["command"], again["command"] = nil, nil; !reflect.DeepEqual(first, again) {
		t.Error("the command of the report gives another report")
	}
	if first["test"].(map[string]any)["people"] != 8.0 || first["method"].(map[string]any)["trained"] != true {
		t.Errorf("the report is on %v", first["test"])
	}
}

// TestReportOfAModel writes reports of a model's test people and of a list of pairs.
func TestReportOfAModel(t *testing.T) {
	faces, _, model, trained := trainedRun(t)
	dir := filepath.Join(t.TempDir(), "report")
	result := succeed(t, "evaluate", faces, "--model", model, "--report", dir, "--no-faces", "--json").document(t)
	doc := reported(t, dir)
	test := doc["test"].(map[string]any)
	for _, figure := range figures {
		if !reflect.DeepEqual(test[figure], result[figure]) {
			t.Errorf("%s: the report says %v, the command line %v", figure, test[figure], result[figure])
		}
	}
	protocol := doc["protocol"].(map[string]any)
	if want := trained["split"].(map[string]any)["test"]; !reflect.DeepEqual(protocol["tested"], want) {
		t.Errorf("tested %v, want %v", protocol["tested"], want)
	}
	if protocol["seen"] != nil {
		t.Errorf("test people count as seen: %v", protocol["seen"])
	}
	if doc["at_threshold"] == nil || doc["method"].(map[string]any)["files"].([]any)[0].(map[string]any)["file"] != "model.safetensors" {
		t.Errorf("no rates at the threshold, or no model: %v", doc["method"])
	}
	page, err := os.ReadFile(filepath.Join(dir, "report.html"))
	if err != nil || strings.Contains(string(page), "<img") {
		t.Errorf("pictures in spite of --no-faces, or %v", err)
	}

	succeed(t, "evaluate", faces, "--model", model, "--split", "all", "--report", dir, "--force")
	if seen, _ := reported(t, dir)["protocol"].(map[string]any)["seen"].([]any); len(seen) != 6 {
		t.Errorf("of everybody, the model has seen %v", seen)
	}

	list := write(t, filepath.Join(t.TempDir(), "pairs.csv"), "file_x,file_y,same\n"+
		"person-01/1.pgm,person-01/2.pgm,1\nperson-01/1.pgm,person-02/1.pgm,0\nperson-03/1.pgm,person-02/1.pgm,0\n")
	people, err := os.ReadDir(faces)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, p := range people {
		if p.IsDir() {
			names = append(names, p.Name())
		}
	}
	text, _ := os.ReadFile(list)
	write(t, list, strings.NewReplacer("person-01", names[0], "person-02", names[1], "person-03", names[2]).Replace(string(text)))
	succeed(t, "evaluate", faces, "--model", model, "--pairs", list, "--report", dir, "--force")
	if doc := reported(t, dir); doc["pairs_listed"] != 3.0 || doc["data"].(map[string]any)["photos"] != 4.0 {
		t.Errorf("a list of 3 pairs of 4 photos: %v pairs, data %v", doc["pairs_listed"], doc["data"])
	}
	table, err := os.Open(filepath.Join(dir, "pairs.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer table.Close()
	if rows, err := csv.NewReader(table).ReadAll(); err != nil || len(rows) != 4 {
		t.Errorf("pairs.csv: %d rows, %v", len(rows), err)
	}
}

func TestReportFlags(t *testing.T) {
	faces, other := draw(t, 4, 2, 1), t.TempDir()
	write(t, filepath.Join(other, "mine.txt"), "mine")
	for _, c := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{"--recipe", "face", "--no-faces"}, 2, "--report"},
		{[]string{"--recipe", "face", "--force"}, 2, "--report"},
		{[]string{"--recipe", "face", "--report", ""}, 2, "--report"},
		{[]string{"--recipe", "face", "--report", other, "--force"}, 1, "mine.txt"},
	} {
		failed(t, call(t, append([]string{"evaluate", faces}, c.args...)...), c.code, c.says)
	}
}
