package forget_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"siamface/model/cache"
	"siamface/model/forget"
)

// A person is forgotten by name in the folders of runs, and in the caches by the content of their photos.
func ExampleForget() {
	run, err := os.MkdirTemp("", "run")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(run)
	_ = os.Setenv(cache.Variable, filepath.Join(run, "caches"))
	report := `{"format": "siamface run 1", "recipe": "face", "photos": [{"file": "ann/1.jpg", "sha256": "` + fmt.Sprintf("%064d", 1) + `"}]}`
	for name, text := range map[string]string{
		"report.json": report,
		"pairs.csv":   "file_x,file_y,same,distance\nann/1.jpg,bob/1.jpg,0,1.2\nbob/1.jpg,bob/2.jpg,1,0.4\n",
	} {
		if err := os.WriteFile(filepath.Join(run, name), []byte(text), 0o600); err != nil {
			fmt.Println(err)
			return
		}
	}
	var s forget.Subject
	s.AddPerson("Ann")
	result, err := forget.Forget(context.Background(), &s, []string{run}, nil, false)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, c := range result.Changed {
		fmt.Println(filepath.Base(c.File), c.Removed)
	}
	pairs, err := os.ReadFile(filepath.Join(run, "pairs.csv"))
	fmt.Print(string(pairs), err)
	// Output:
	// pairs.csv 1
	// report.json 1
	// file_x,file_y,same,distance
	// bob/1.jpg,bob/2.jpg,1,0.4
	// <nil>
}
