package cli_test

import (
	"bytes"
	"net/http/httptest"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"

	"siamface/model/database/testserver"
)

func TestMain(m *testing.M) { testserver.Main(m) }

// onQueues runs a test on a queue in a file and on one on a server.
func onQueues(t *testing.T, test func(t *testing.T, address string)) {
	t.Run("file", func(t *testing.T) { test(t, filepath.Join(t.TempDir(), "queue.db")) })
	t.Run("server", func(t *testing.T) { test(t, testserver.Address(t)) })
}

// A cross-validation that workers do by jobs gives the document of the one in one process, but for the time that they took.
func TestFoldsByJobs(t *testing.T) {
	faces := draw(t, 8, 2, 1)
	flags := []string{faces, "--recipe", "gradients", "--folds", "3", "--threads", "1", "--device", "cpu", "--seed", "5", "--json"}
	want := succeed(t, append([]string{"crossval"}, flags...)...).document(t)
	onQueues(t, func(t *testing.T, address string) {
		batch := succeed(t, append([]string{"enqueue", "--queue", address}, flags...)...).document(t)
		if batch["parts"] != 3.0 || batch["photos"] != 16.0 || batch["kind"] != "folds" {
			t.Errorf("enqueued %v", batch)
		}
		failed(t, call(t, "queue", "result", "1", "--queue", address), 1, "0 of 3 parts")
		succeed(t, "worker", "--queue", address, "--drain", "--device", "cpu")
		got := succeed(t, "queue", "result", "1", "--queue", address, "--json").document(t)
		delete(got, "seconds")
		delete(want, "seconds")
		if !reflect.DeepEqual(got, want) {
			t.Errorf("jobs give %v\none process gives %v", got, want)
		}
		if o := succeed(t, "queue", "result", "1", "--queue", address); !strings.Contains(o.stdout, "3 folds by person, the recipe gradients trained afresh") {
			t.Errorf("said %q", o.stdout)
		}
	})
}

// Embeddings by jobs are, byte for byte, those that embed writes. A photo that changed on the way is refused and named.
func TestEmbeddingsByJobs(t *testing.T) {
	withNetworks(t)
	faces := draw(t, 3, 4, 1)
	direct := filepath.Join(t.TempDir(), "direct.npy")
	succeed(t, "embed", faces, "--out", direct)
	onQueues(t, func(t *testing.T, address string) {
		succeed(t, "enqueue", faces, "--queue", address, "--each", "5")
		succeed(t, "worker", "--queue", address, "--drain", "--at-once", "2")
		byJobs := filepath.Join(t.TempDir(), "jobs.npy")
		succeed(t, "queue", "result", "1", "--queue", address, "--out", byJobs)
		for _, ending := range []string{".npy", ".files.csv"} {
			one, err1 := os.ReadFile(strings.TrimSuffix(direct, ".npy") + ending)
			other, err2 := os.ReadFile(strings.TrimSuffix(byJobs, ".npy") + ending)
			if err1 != nil || err2 != nil || !bytes.Equal(one, other) {
				t.Errorf("%s differs: %v, %v", ending, err1, err2)
			}
		}
	})
}

// Names of files may be any bytes, also such as no text holds: jobs find the photos all the same.
func TestJobsOnOddNames(t *testing.T) {
	withNetworks(t)
	faces := draw(t, 8, 2, 1)
	for from, to := range map[string]string{"d01": "a\xff\xe4", "d02": "\"quoted\"", "d03": "=1+\n2"} {
		if err := os.Rename(filepath.Join(faces, from), filepath.Join(faces, to)); err != nil {
			t.Skip(err) // not on every system
		}
	}
	direct := filepath.Join(t.TempDir(), "direct.csv")
	succeed(t, "embed", faces, "--out", direct)
	onQueues(t, func(t *testing.T, address string) {
		succeed(t, "enqueue", faces, "--queue", address, "--each", "3")
		succeed(t, "worker", "--queue", address, "--drain")
		byJobs := filepath.Join(t.TempDir(), "jobs.csv")
		succeed(t, "queue", "result", "1", "--queue", address, "--out", byJobs)
		if read(t, direct) != read(t, byJobs) {
			t.Error("jobs give other embeddings")
		}
		flags := []string{faces, "--recipe", "gradients", "--folds", "2", "--threads", "1", "--device", "cpu", "--json"}
		succeed(t, append([]string{"enqueue", "--queue", address}, flags...)...)
		succeed(t, "worker", "--queue", address, "--drain", "--device", "cpu")
		got, want := succeed(t, "queue", "result", "2", "--queue", address, "--json").document(t), succeed(t, append([]string{"crossval"}, flags...)...).document(t)
		delete(got, "seconds")
		delete(want, "seconds")
		if !reflect.DeepEqual(got, want) {
			t.Errorf("jobs give %v\none process gives %v", got, want)
		}
		succeed(t, "forget", "--folder", faces, "a\xff\xe4", "--queue", address)
		failed(t, call(t, "queue", "result", "2", "--queue", address), 1, "no such batch")
	})
}

func TestChangedPhotosAreRefused(t *testing.T) {
	onQueues(t, func(t *testing.T, address string) {
		faces := draw(t, 8, 2, 1)
		succeed(t, "enqueue", faces, "--queue", address, "--folds", "2", "--recipe", "gradients")
		photo := filepath.Join(faces, "d01", "1.pgm")
		data, err := os.ReadFile(photo)
		if err != nil {
			t.Fatal(err)
		}
		data[len(data)-1]++
		if err := os.WriteFile(photo, data, 0o600); err != nil {
			t.Fatal(err)
		}
		o := succeed(t, "worker", "--queue", address, "--drain")
		if !strings.Contains(o.stderr, "d01/1.pgm has changed since") {
			t.Errorf("the worker says %q", o.stderr)
		}
		status := succeed(t, "queue", "status", "--queue", address, "--json").document(t)
		batch := status["batches"].([]any)[0].(map[string]any)
		if batch["failed"] != 2.0 || batch["waiting"] != 0.0 || !strings.Contains(batch["trouble"].(string), "has changed since") {
			t.Errorf("the status is %v", batch)
		}
		failed(t, call(t, "queue", "result", "1", "--queue", address), 1, "can't be done")
		data[len(data)-1]--
		if err := os.WriteFile(photo, data, 0o600); err != nil {
			t.Fatal(err)
		}
		succeed(t, "queue", "retry", "1", "--queue", address)
		succeed(t, "worker", "--queue", address, "--drain")
		succeed(t, "queue", "result", "1", "--queue", address)
		succeed(t, "queue", "remove", "1", "--queue", address)
		failed(t, call(t, "queue", "result", "1", "--queue", address), 1, "no such batch")
	})
}

// Photos in a store give what the same photos in a folder give; workers fetch them by themselves and leave no copies.
func TestFoldsFromAStore(t *testing.T) {
	faces := draw(t, 8, 2, 1)
	backend := s3mem.New()
	store := httptest.NewServer(gofakes3.New(backend).Server())
	defer store.Close()
	if err := backend.CreateBucket("photos"); err != nil {
		t.Fatal(err)
	}
	err := filepath.WalkDir(faces, func(path string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		name, err := filepath.Rel(faces, path)
		if err != nil {
			return err
		}
		_, err = backend.PutObject("photos", "drawn/"+name, map[string]string{"Last-Modified": "Mon, 2 Jan 2006 15:04:05 GMT"}, bytes.NewReader(data), int64(len(data)), nil)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range map[string]string{"AWS_ENDPOINT_URL": store.URL, "AWS_ACCESS_KEY_ID": "k", "AWS_SECRET_ACCESS_KEY": "s", "AWS_REGION": "us-east-1", "TMPDIR": t.TempDir()} {
		t.Setenv(name, value)
	}
	address := filepath.Join(t.TempDir(), "queue.db")
	flags := []string{"--recipe", "gradients", "--folds", "2", "--threads", "1", "--device", "cpu", "--json"}
	want := succeed(t, append([]string{"crossval", faces}, flags...)...).document(t)
	succeed(t, append([]string{"enqueue", "s3://photos/drawn", "--queue", address}, flags...)...)
	succeed(t, "worker", "--queue", address, "--drain", "--device", "cpu")
	got := succeed(t, "queue", "result", "1", "--queue", address, "--json").document(t)
	for _, key := range []string{"seconds", "audit"} { // a store isn't looked through for errors of the data
		delete(got, key)
		delete(want, key)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("the store gives %v\nthe folder gives %v", got, want)
	}
	if left, err := filepath.Glob(filepath.Join(os.Getenv("TMPDIR"), "siamface-photos-*")); err != nil || len(left) > 0 {
		t.Errorf("copies are left: %v, %v", left, err)
	}
}

func TestTrialsByJobs(t *testing.T) {
	faces := draw(t, 8, 3, 1)
	address := filepath.Join(t.TempDir(), "queue.db")
	succeed(t, "enqueue", faces, "--queue", address, "--search", "--recipes", "gradients", "--threads", "1")
	succeed(t, "worker", "--queue", address, "--drain")
	trials := succeed(t, "queue", "result", "1", "--queue", address, "--json").document(t)["trials"].([]any)
	if first, _ := trials[0].(map[string]any); first["eer"] == nil || first["recipe"] != "gradients" {
		t.Errorf("the trials are %v", trials)
	}
}

func TestQueueFlags(t *testing.T) {
	faces := draw(t, 8, 2, 1)
	address := filepath.Join(t.TempDir(), "queue.db")
	for _, c := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{"enqueue", faces}, 2, "--queue is missing"},
		{[]string{"enqueue", faces, "--queue", address, "--folds", "2", "--search"}, 2, "exclude"},
		{[]string{"enqueue", faces, "--queue", address, "--recipe", "small"}, 2, "--recipe only means something"},
		{[]string{"enqueue", faces, "--queue", address, "--folds", "2", "--each", "3"}, 2, "--each only means something"},
		{[]string{"enqueue", faces, "--queue", address, "--try", "x"}, 2, "--try only means something"},
		{[]string{"enqueue", faces, "--queue", address, "--folds", "9"}, 1, "9"},
		{[]string{"worker", "--queue", address, "--silence", "1ms"}, 2, "--silence"},
		{[]string{"queue", "result", "x", "--queue", address}, 2, "BATCH is a number"},
		{[]string{"queue", "frobnicate"}, 2, "frobnicate"},
		{[]string{"queue", "status", "--queue", "postgres://u:secret@127.0.0.1:1/d"}, 1, "can't be used"},
	} {
		o := call(t, c.args...)
		failed(t, o, c.code, c.says)
		if strings.Contains(o.stderr, "secret") {
			t.Errorf("%v shows the password: %s", c.args, o.stderr)
		}
	}
}
