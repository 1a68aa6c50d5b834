package dev.sluice;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Starts the gateway beside libraries that print in every way there is, again and again. */
final class PrintingMain {
    /** Taken before anything else runs, as an agent or a library would. */
    private static final PrintStream CACHED = System.out;

    private PrintingMain() {}

    public static void main(String[] args) throws IOException {
        FileOutputStream descriptor = new FileOutputStream(FileDescriptor.out);
        Thread.ofPlatform().daemon().start(() -> {
            try {
                while (System.out.equals(CACHED)) {
                    Thread.onSpinWait();
                }
                new ProcessBuilder("echo", "child").inheritIO().start().waitFor();
                while (true) {
                    CACHED.println("cached");
                    System.out.println("current");
                    descriptor.write("descriptor\n".getBytes(StandardCharsets.UTF_8));
                    Thread.sleep(1);
                }
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        Sluice.main(args);
    }
}
