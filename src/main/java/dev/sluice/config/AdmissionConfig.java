package dev.sluice.config;

import java.time.Duration;

/**
 * What may run and wait at one time.
 *
 * @param maxRunning calls that run
 * @param maxWaiting calls that wait for one that runs to end
 * @param maxWait how long a call waits at most
 */
public record AdmissionConfig(int maxRunning, int maxWaiting, Duration maxWait) {}
