package audit_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"siamface/model/audit"
	"siamface/model/dataset"
	"siamface/model/sample"
)

// One person's photo lies in another's folder, too.
func ExampleQuick() {
	dir, err := os.MkdirTemp("", "faces")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	ctx := context.Background()
	if err := sample.Write(ctx, dir, 3, 2, 1, nil); err != nil {
		fmt.Println(err)
		return
	}
	if err := os.Link(filepath.Join(dir, "d01", "1.pgm"), filepath.Join(dir, "d02", "9.pgm")); err != nil {
		fmt.Println(err)
		return
	}
	d, err := dataset.Open(ctx, dir, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	found, err := audit.Quick(ctx, d, nil)
	for _, f := range found.Findings {
		fmt.Println(f.Kind, f.Files)
	}
	fmt.Println(err)
	// Output:
	// duplicate [d01/1.pgm d02/9.pgm]
	// <nil>
}
