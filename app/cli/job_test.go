package cli_test

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"siamface/app/cli"
)

var figures = []string{
	"people", "photos", "genuine", "impostor", "skipped", "auc", "eer", "accuracy", "threshold", "accuracy_at_half", "tar",
	"fmr_fnmr", "d_prime", "best_accuracy", "best_threshold", "interval",
}

// evaluatedKeys are what evaluate tells besides.
var evaluatedKeys = append([]string{"audit", "baseline"}, figures...)

// trainedRun trains for a moment on drawn faces.
func trainedRun(t *testing.T) (faces, folder, model string, doc map[string]any) {
	t.Helper()
	faces, folder = draw(t, 8, 4, 1), filepath.Join(t.TempDir(), "run")
	o := succeed(t, "train", faces, "--run", folder, "--recipe", "small", "--epochs", "2", "--threads", "1", "--device", "cpu", "--json")
	if strings.Contains(o.stderr, "\r") || !strings.Contains(o.stderr, "epoch 2/2: loss ") || !strings.Contains(o.stderr, "recipe small on the CPU") {
		t.Errorf("train says %q", o.stderr)
	}
	return faces, folder, filepath.Join(folder, "model.safetensors"), o.document(t)
}

// TestMainJob goes the whole way once, with one model for all.
func TestMainJob(t *testing.T) {
	faces, folder, model, doc := trainedRun(t)
	test, isList := doc["split"].(map[string]any)["test"].([]any)
	if !isList || len(test) != 2 {
		t.Fatalf("the test people are %v", test)
	}
	first, second := filepath.Join(faces, test[0].(string)), filepath.Join(faces, test[1].(string))

	t.Run("train", func(t *testing.T) { checkTrained(t, doc, folder, model) })
	t.Run("no force", func(t *testing.T) {
		before := modified(t, model)
		failed(t, call(t, "train", faces, "--run", folder), 1, "--force")
		if modified(t, model) != before {
			t.Error("the model was touched")
		}
	})
	t.Run("evaluate", func(t *testing.T) { checkEvaluate(t, faces, model, doc) })
	t.Run("pairs", func(t *testing.T) { checkPairs(t, faces, model) })
	t.Run("published", func(t *testing.T) { checkPublished(t, faces, model, doc) })
	t.Run("verify", func(t *testing.T) { checkVerify(t, model, first+"/1.pgm", second+"/1.pgm") })
	t.Run("histogram", func(t *testing.T) { checkHistogram(t, folder) })
}

func checkTrained(t *testing.T, doc map[string]any, folder, model string) {
	if doc["run"] != folder || doc["model"] != model || doc["stopped"] != false || doc["recipe"] != "small" || doc["epochs"] != 2.0 {
		t.Errorf("train reports run %v, model %v, stopped %v, recipe %v, epochs %v", doc["run"], doc["model"], doc["stopped"], doc["recipe"], doc["epochs"])
	}
	keys(t, doc["test"], figures...)
	data, err := os.ReadFile(filepath.Join(folder, "report.json"))
	if err != nil {
		t.Fatal(err)
	}
	var report map[string]any
	if err := json.Unmarshal(data, &report); err != nil {
		t.Fatal(err)
	}
	for key, value := range report {
		if !reflect.DeepEqual(doc[key], value) {
			t.Errorf("%s is %v, in report.json %v", key, doc[key], value)
		}
	}
	for _, name := range []string{"model.safetensors", "pairs.csv", "history.csv", "summary.txt", "network.png", "curves.png", "histogram.png"} {
		if info, err := os.Stat(filepath.Join(folder, name)); err != nil || info.Size() == 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func checkEvaluate(t *testing.T, faces, model string, trained map[string]any) {
	doc := succeed(t, "evaluate", faces, "--model", model, "--json").document(t)
	keys(t, doc, evaluatedKeys...)
	keys(t, doc["tar"], "0.01", "0.001")
	baseline := doc["baseline"].(map[string]any)
	for _, name := range []string{"pixels", "untrained"} {
		if m, ok := baseline[name].(map[string]any); !ok || m["eer"] == nil || m["genuine"] != doc["genuine"] {
			t.Errorf("baseline %s: %v", name, baseline[name])
		}
	}
	delete(doc, "audit")
	delete(doc, "baseline")
	if !reflect.DeepEqual(doc, trained["test"]) {
		t.Errorf("the run's own folder gives %v, the report says %v", doc, trained["test"])
	}
	for _, test := range []struct {
		name, folder, split              string
		people, photos, genuine, skipped float64
	}{
		{"everyone", faces, "all", 8, 32, 48, 0},
		{"never seen", withBroken(t, draw(t, 3, 3, 2)), "test", 3, 9, 9, 2},
		{"one person, no impostors", draw(t, 1, 3, 3), "all", 1, 3, 3, 0},
	} {
		doc := succeed(t, "evaluate", test.folder, "--model", model, "--split", test.split, "--json").document(t)
		if doc["people"] != test.people || doc["photos"] != test.photos || doc["genuine"] != test.genuine || doc["skipped"] != test.skipped {
			t.Errorf("%s: %v", test.name, doc)
		}
		if impostors := doc["impostor"].(float64); (impostors == 0) != (doc["eer"] == nil) || (impostors == 0) != (doc["accuracy"] == nil) {
			t.Errorf("%s: figures without data are not null: %v", test.name, doc)
		}
	}
	if o := succeed(t, "evaluate", faces, "--model", model); !strings.Contains(o.stdout, "2 people, 8 photos: 12 genuine pairs and 16 impostor pairs.") {
		t.Errorf("evaluate says %q", o.stdout)
	}
	failed(t, quiet(call(t, "evaluate", draw(t, 1, 1, 4), "--model", model)), 1, "nobody to score")
}

// withBroken adds what can't be read: two photos, and a text that nobody takes for one.
func withBroken(t *testing.T, faces string) string {
	write(t, filepath.Join(faces, "d01", "broken.jpg"), "no photo")
	write(t, filepath.Join(faces, "d02", "empty.png"), "")
	write(t, filepath.Join(faces, "README.md"), "Drawings.")
	return faces
}

// quiet leaves the progress out of what stderr holds.
func quiet(o outcome) outcome {
	var lines strings.Builder
	for line := range strings.Lines(o.stderr) {
		if !strings.HasSuffix(line, "…\n") {
			lines.WriteString(line)
		}
	}
	o.stderr = lines.String()
	return o
}

func checkPairs(t *testing.T, faces, model string) {
	list := filepath.Join(t.TempDir(), "pairs.csv")
	write(t, list, "file_x,file_y,same,note\nd01/1.pgm,d01/2.pgm,yes,a\nd01/1.pgm,./d02/1.pgm,0,b\nd02/1.pgm,d02/none.pgm,TRUE,c\nd03/1.pgm,d02/1.pgm,no,d\n")
	doc := succeed(t, "evaluate", faces, "--model", model, "--pairs", list, "--json").document(t)
	keys(t, doc, append(slices.Clone(evaluatedKeys), "list")...)
	for key, want := range map[string]float64{"people": 3, "photos": 4, "genuine": 1, "impostor": 2, "skipped": 1} {
		if doc[key] != want {
			t.Errorf("%s is %v, want %v", key, doc[key], want)
		}
	}
	lost := doc["list"].(map[string]any)["lost"].([]any)
	if len(lost) != 1 || lost[0].(map[string]any)["file"] != "d02/none.pgm" || lost[0].(map[string]any)["line"] != 4.0 {
		t.Errorf("lost %v", lost)
	}
	checkOddPairs(t, faces, model)
	for name, refused := range map[string]struct{ text, says string }{
		"absolute":    {"file_x,file_y,same\n" + faces + "x/d01/1.pgm,d01/2.pgm,1\n", "below the folder"},
		"itself":      {"file_x,file_y,same\nd01/1.pgm,D01/1.PGM,1\n", "paired with itself"},
		"climbs out":  {"file_x,file_y,same\nd01/1.pgm,d01/../../x.pgm,1\n", "below the folder"},
		"no pairs":    {"file_x,file_y,same\n", "no pairs"},
		"no columns":  {"a,b\n1,2\n", "file_x"},
		"no truth":    {"file_x,file_y,same\nd01/1.pgm,d01/2.pgm,perhaps\n", "perhaps"},
		"none can be": {"file_x,file_y,same\nd01/x.pgm,d01/y.pgm,1\n", "no such file"},
	} {
		t.Run(name, func(t *testing.T) {
			write(t, list, refused.text)
			failed(t, quiet(call(t, "evaluate", faces, "--model", model, "--pairs", list, "--json")), 1, refused.says)
		})
	}
	failed(t, call(t, "evaluate", faces, "--model", model, "--pairs", list+".none"), 1, "list of pairs")
	failed(t, call(t, "evaluate", faces+".none", "--model", model, "--pairs", list), 1, "can't open the folder")
}

// checkOddPairs: lists in other dialects are read, and what is odd about one is counted and said.
func checkOddPairs(t *testing.T, faces, model string) {
	list := filepath.Join(t.TempDir(), "pairs.txt")
	write(t, list, "file_x; file_y; same\n"+faces+"/d01/1.pgm;D01/2.pgm;1.0\nd01/2.pgm;d01/1.pgm;1\nd01/1.pgm;d02/1.pgm;0\nd02/1.pgm;d03/1.pgm;1\nd02/1.pgm;d03/1.pgm;0\n")
	doc := succeed(t, "evaluate", faces, "--model", model, "--pairs", list, "--no-baseline", "--json").document(t)
	found := doc["list"].(map[string]any)
	for key, want := range map[string]any{"rows": 5.0, "repeated": 1.0, "reversed": 1.0, "contradictory": 2.0, "self": 0.0, "dialect": "semicolon-separated"} {
		if found[key] != want {
			t.Errorf("%s is %v, want %v", key, found[key], want)
		}
	}
	if doc["genuine"] != 1.0 || doc["impostor"] != 1.0 {
		t.Errorf("scored %v", doc)
	}
	write(t, list, "file_x,file_y,same\nd01/1.pgm,d01/1.pgm,1\nd01/1.pgm,d02/1.pgm,0\nd01/1.pgm,d02/none.pgm,0\n")
	o := succeed(t, "evaluate", faces, "--model", model, "--pairs", list, "--no-baseline", "--self-pairs")
	for _, said := range []string{"a file with itself", "1 pair of the list can't be scored", "line 4, d01/1.pgm and d02/none.pgm: d02/none.pgm: "} {
		if !strings.Contains(o.stdout, said) {
			t.Errorf("%q isn't said in %q", said, o.stdout)
		}
	}
}

// Test people whom the model was trained on are scored, as the folder says, but not without a word.
func checkPublished(t *testing.T, faces, model string, trained map[string]any) {
	root := t.TempDir()
	learnt := trained["split"].(map[string]any)["train"].([]any)[0].(string)
	if err := os.CopyFS(filepath.Join(root, "Testing", "someone"), os.DirFS(filepath.Join(faces, learnt))); err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(filepath.Join(root, "Training"), os.DirFS(draw(t, 2, 2, 5))); err != nil {
		t.Fatal(err)
	}
	o := succeed(t, "evaluate", root, "--model", model, "--json")
	if doc := o.document(t); doc["people"] != 1.0 || doc["photos"] != 4.0 {
		t.Errorf("scored %v", doc)
	}
	if !strings.Contains(o.stderr, "has seen photos of someone") {
		t.Errorf("stderr %q", o.stderr)
	}
	all := t.TempDir()
	if err := os.CopyFS(filepath.Join(all, "someone"), os.DirFS(filepath.Join(faces, learnt))); err != nil {
		t.Fatal(err)
	}
	failed(t, call(t, "evaluate", all, "--model", model), 1, "--split all")
}

func checkVerify(t *testing.T, model, a, b string) {
	doc := succeed(t, "verify", a, a, "--model", model, "--json", "--exit-code").document(t)
	photos := doc["photos"].([]any)
	for _, p := range photos {
		keys(t, p, "path", "width", "height")
		if p := p.(map[string]any); p["path"] != a || p["width"] != 92.0 || p["height"] != 112.0 {
			t.Errorf("photo %v", p)
		}
	}
	threshold, ok := doc["threshold"].(float64)
	if doc["verdict"] != "same" || doc["distance"].(float64) > 0.01 || !ok || threshold <= 0 || len(photos) != 2 {
		t.Errorf("a photo and itself: %v", doc)
	}
	if o := succeed(t, "verify", a, a, "--model", model); !strings.HasPrefix(o.stdout, "The same person.\nThe distance is 0.0") {
		t.Errorf("verify says %q", o.stdout)
	}
	doc = succeed(t, "verify", a, b, "--model", model, "--json").document(t)
	code, known := map[any]int{"same": 0, "different": 3, "unsure": 4}[doc["verdict"]]
	if o := call(t, "verify", a, b, "--model", model, "--exit-code"); !known || o.code != code || o.stderr != "" {
		t.Errorf("verdict %v, exit code %d, stderr %q", doc["verdict"], o.code, o.stderr)
	}
	text := write(t, filepath.Join(t.TempDir(), "text.jpg"), "no photo")
	failed(t, call(t, "verify", a, text, "--model", model, "--json", "--exit-code"), 1, "text.jpg as a photo: not a photo.")
	failed(t, call(t, "verify", text+".none", a, "--model", model), 1, "no such file")
}

func checkHistogram(t *testing.T, folder string) {
	for extension, begins := range map[string]string{".png": "\x89PNG", ".svg": "<?xml", ".PDF": "%PDF"} {
		out := filepath.Join(t.TempDir(), "histogram"+extension)
		if o := succeed(t, "histogram", folder, "--out", out); o.stdout != out+"\n" {
			t.Errorf("histogram says %q", o.stdout)
		}
		data, err := os.ReadFile(out)
		if err != nil || !bytes.HasPrefix(data, []byte(begins)) {
			t.Errorf("%s begins %.10q, %v", extension, data, err)
		}
	}
	failed(t, call(t, "histogram", folder, "--out", filepath.Join(folder, "none", "h.png")), 1, "none")
}

func modified(t *testing.T, path string) int64 {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return info.ModTime().UnixNano()
}

// breaker presses Ctrl-C when something is written that holds a word.
type breaker struct {
	bytes.Buffer
	word   string
	cancel context.CancelFunc
}

func (b *breaker) Write(data []byte) (int, error) {
	if bytes.Contains(data, []byte(b.word)) {
		b.cancel()
	}
	return b.Buffer.Write(data)
}

func TestStoppedTraining(t *testing.T) {
	faces := draw(t, 8, 2, 1)
	for word, says := range map[string]string{"epoch 1/": "Stopped after 1 epoch: the best weights so far were kept.", "Reading": "stopped"} {
		t.Run(word, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			folder := t.TempDir()
			var stdout bytes.Buffer
			stderr := &breaker{word: word, cancel: cancel}
			code := cli.Run(ctx, []string{"train", faces, "--run", folder, "--epochs", "1000", "--threads", "1", "--json"}, &stdout, stderr)
			o := outcome{code, stdout.String(), stderr.String()}
			if !strings.Contains(o.stderr, says) {
				t.Fatalf("exit code %d, stderr %q", code, o.stderr)
			}
			_, err := os.Stat(filepath.Join(folder, "model.safetensors"))
			if word == "Reading" { // there was nothing to keep
				if code != 1 || o.stdout != "" || err == nil {
					t.Errorf("exit code %d, stdout %q, model %v", code, o.stdout, err)
				}
				return
			}
			if doc := o.document(t); code != 0 || err != nil || doc["stopped"] != true || doc["epochs"] != 1.0 {
				t.Errorf("exit code %d, model %v, stopped %v after %v", code, err, doc["stopped"], doc["epochs"])
			}
		})
	}
}

func TestRandomResNetIsNamed(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	var stdout bytes.Buffer
	stderr := &breaker{word: "Reading", cancel: cancel} // what it says by then is enough: a ResNet-50 takes long
	cli.Run(ctx, []string{"train", draw(t, 8, 2, 1), "--run", t.TempDir(), "--recipe", "orl-resnet50"}, &stdout, stderr)
	if !strings.Contains(stdout.String(), "No --weights were given: the frozen network is random") {
		t.Errorf("train says %q", stdout.String())
	}
}
