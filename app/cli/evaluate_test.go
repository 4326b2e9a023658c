package cli_test

import (
	"math"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"siamface/model/face"
)

func TestEvaluateCountsPhotosWithoutFaces(t *testing.T) {
	withNetworks(t)
	folder := t.TempDir()
	for i, name := range []string{"a/1.png", "a/2.png", "b/1.png"} {
		flat(t, filepath.Join(folder, name), uint8(40*i))
	}
	doc := succeed(t, "evaluate", folder, "--recipe", "face", "--split", "all", "--json").document(t)
	keys(t, doc, append(slices.Clone(evaluatedKeys), "no_face")...)
	if doc["no_face"] != 3.0 || doc["photos"] != 3.0 {
		t.Errorf("%v of %v photos without a face", doc["no_face"], doc["photos"])
	}
	if o := succeed(t, "evaluate", folder, "--recipe", "face", "--split", "all"); !strings.Contains(o.stdout, "No face was found on 3 photos") {
		t.Errorf("evaluate says %q", o.stdout)
	}
}

// TestEvaluateFolds wants the threshold of each fold from the distances of the others.
func TestEvaluateFolds(t *testing.T) {
	withNetworks(t)
	folder := filepath.Dir(filepath.Dir(realPhoto(t, "people", "joe-biden", "1.jpg")))
	const biden, kit, rose = "joe-biden/", "kit-harington/", "rose-leslie/"
	lines := []string{
		biden + "1.jpg," + biden + "2.jpg,1,x", biden + "1.jpg," + kit + "1.jpg,0,x",
		kit + "1.jpg," + kit + "2.jpg,1,y", rose + "1.jpg," + kit + "2.jpg,0,y",
		rose + "1.jpg," + rose + "2.jpg,1,x", rose + "1.jpg," + biden + "2.jpg,0,y",
	}
	list := filepath.Join(t.TempDir(), "pairs.csv")
	write(t, list, "file_x,file_y,same,fold\n"+strings.Join(lines, "\n")+"\n")
	args := []string{"evaluate", folder, "--recipe", "face", "--pairs", list}
	doc := succeed(t, append(args, "--json")...).document(t)
	keys(t, doc, append(slices.Clone(evaluatedKeys), "no_face", "list", "folds", "spread")...)
	folds := doc["folds"].([]any)
	distance := func(i int) float64 {
		fields := strings.Split(lines[i], ",")
		return succeed(t, "verify", filepath.Join(folder, fields[0]), filepath.Join(folder, fields[1]), "--json").document(t)["distance"].(float64)
	}
	// Each class of the other fold lies apart, so that the best threshold is in the middle of the gap.
	want := []float64{(distance(2) + min(distance(3), distance(5))) / 2, (max(distance(0), distance(4)) + distance(1)) / 2}
	for i, f := range folds {
		keys(t, f, "fold", "people", "genuine", "impostor", "eer", "auc", "accuracy", "threshold")
		f := f.(map[string]any)
		if f["fold"] != []string{"x", "y"}[i] || math.Abs(f["threshold"].(float64)-want[i]) > 1e-4 || f["accuracy"] != 1.0 {
			t.Errorf("%v, want a threshold of %v", f, want[i])
		}
	}
	if mean := (want[0] + want[1]) / 2; math.Abs(doc["threshold"].(float64)-mean) > 1e-4 || doc["accuracy"] != 1.0 || len(folds) != 2 {
		t.Errorf("threshold %v, want the mean %v; accuracy %v", doc["threshold"], mean, doc["accuracy"])
	}
	if o := succeed(t, args...); !strings.Contains(o.stdout, "± 0.0 % (standard error; standard deviation 0.0 %)") || !strings.Contains(o.stdout, "the mean of 2 folds") || !strings.Contains(o.stdout, "fold y: 100.0 %") {
		t.Errorf("evaluate says %q", o.stdout)
	}
	write(t, list, "file_x,file_y,same,fold\n"+strings.ReplaceAll(strings.Join(lines, "\n"), ",y", ",x")+"\n")
	if doc := succeed(t, append(args, "--json")...).document(t); doc["threshold"] != face.BuiltIn().Threshold(0.01) || doc["folds"] != nil {
		t.Errorf("with one fold: threshold %v, folds %v", doc["threshold"], doc["folds"])
	}
}

var figures = []string{
	"people", "photos", "genuine", "impostor", "skipped", "auc", "eer", "accuracy", "threshold", "accuracy_at_half", "tar",
	"fmr_fnmr", "d_prime", "best_accuracy", "best_threshold", "interval",
}

// evaluatedKeys are what evaluate tells besides.
var evaluatedKeys = append([]string{"audit", "baseline"}, figures...)

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

// TestEvaluateIdentify: identification is measured beside the pairs where it is asked for, and stands on the report.
func TestEvaluateIdentify(t *testing.T) {
	folder, _, model, _ := trainedRun(t)
	dir := filepath.Join(t.TempDir(), "report")
	doc := succeed(t, "evaluate", folder, "--model", model, "--split", "all", "--identify", "--no-baseline", "--report", dir, "--no-faces", "--json").document(t)
	keys(t, doc["identification"], "people", "folds", "enrolled", "searches", "strangers", "rank_1", "cmc", "dir_at_fpir", "threshold_at_fpir", "interval")
	found := doc["identification"].(map[string]any)
	if cmc := found["cmc"].([]any); len(cmc) != 20 || cmc[0] != found["rank_1"] || found["people"] != doc["people"] {
		t.Errorf("identification %v", found)
	}
	for file, says := range map[string]string{"report.html": "人员识别", "report.json": `"identification"`} {
		if text, err := os.ReadFile(filepath.Join(dir, file)); err != nil || !strings.Contains(string(text), says) {
			t.Errorf("%s doesn't say %q, %v", file, says, err)
		}
	}
	o := succeed(t, "evaluate", folder, "--model", model, "--split", "all", "--identify", "--no-baseline")
	if !strings.Contains(o.stdout, "Identification, ") || !strings.Contains(o.stdout, "\n  Rank 1 ") {
		t.Errorf("it says:\n%s", o.stdout)
	}
	failed(t, call(t, "evaluate", folder, "--model", model, "--identify", "--pairs", "x"), 2, "--identify and --pairs exclude each other")
	failed(t, call(t, "evaluate", folder, "--folds", "2", "--identify"), 2, "--folds and --identify exclude each other")
}
