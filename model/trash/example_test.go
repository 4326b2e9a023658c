package trash_test

import (
	"fmt"
	"os"
	"path/filepath"

	"siamface/model/trash"
)

func ExampleMove() {
	home, err := os.MkdirTemp("", "home")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(home)
	_ = os.Setenv("XDG_DATA_HOME", filepath.Join(home, "data"))
	run := filepath.Join(home, "run")
	_ = os.WriteFile(run, []byte("a model"), 0o600)
	fmt.Println(trash.Move(run))
	kept, _ := os.ReadFile(filepath.Join(home, "data", "Trash", "files", "run"))
	fmt.Println(string(kept))
	// Output:
	// <nil>
	// a model
}
