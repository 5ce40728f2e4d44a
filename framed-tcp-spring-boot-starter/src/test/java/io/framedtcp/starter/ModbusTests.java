/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.framedtcp.starter;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;

import io.framedtcp.FramedTcpTemplate;
import io.framedtcp.pool.FramedConnectionPool;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Reads the registers of a Modbus TCP device with nothing but the starter and properties.
 * The device is a server that nobody here wrote.
 */
@SpringBootTest(classes = ModbusTests.Application.class,
		properties = { "framed-tcp.framing.length-field.offset=4", "framed-tcp.framing.length-field.size=2",
				"framed-tcp.framing.length-field.keep-header=true" })
@DirtiesContext
@Timeout(60)
class ModbusTests {

	private static final ModbusDevice device = new ModbusDevice();

	@Autowired
	private FramedTcpTemplate template;

	@DynamicPropertySource
	static void device(DynamicPropertyRegistry registry) {
		registry.add("framed-tcp.host", device::host);
		registry.add("framed-tcp.port", device::port);
	}

	@AfterAll
	static void closeDevice() {
		device.close();
	}

	@Test
	void readsRegisters() {
		byte[] request = { 0, 1, 0, 0, 0, 6, 1, 3, 0, 1, 0, 2 };
		ByteBuffer reply = ByteBuffer.wrap(this.template.sendAndReceive(request));
		assertThat(reply.getShort()).as("transaction").isEqualTo((short) 1);
		assertThat(reply.getShort()).as("protocol").isZero();
		assertThat(reply.getShort()).as("length").isEqualTo((short) 7);
		assertThat(reply.get()).as("unit").isEqualTo((byte) 1);
		assertThat(reply.get()).as("function").isEqualTo((byte) 3);
		assertThat(reply.get()).as("bytes").isEqualTo((byte) 4);
		assertThat(reply.getShort() & 0xffff).as("register 1").isEqualTo(ModbusDevice.valueOf(1));
		assertThat(reply.getShort() & 0xffff).as("register 2").isEqualTo(ModbusDevice.valueOf(2));
		assertThat(reply.hasRemaining()).isFalse();
	}

	@Test
	void eachOfTwentyCallersAtOnceGetsItsOwnRegisters() throws Exception {
		int callers = 20;
		CountDownLatch ready = new CountDownLatch(callers);
		List<Future<List<byte[]>>> replies = new ArrayList<>();
		try (SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor("caller-")) {
			executor.setVirtualThreads("virtual".equals(System.getProperty("test.callers")));
			for (int i = 0; i < callers; i++) {
				int caller = i;
				FutureTask<List<byte[]>> task = new FutureTask<>(() -> {
					ready.countDown();
					assertThat(ready.await(10, TimeUnit.SECONDS)).isTrue();
					return readTenTimes(caller);
				});
				replies.add(task);
				executor.execute(task);
			}
			for (int i = 0; i < callers; i++) {
				int caller = i;
				assertThat(replies.get(i).get(30, TimeUnit.SECONDS)).hasSize(10)
					.allSatisfy((reply) -> assertThat(reply)
						.isEqualTo(ReadHoldingRegisters.reply(5000 + caller, 20 * caller, 20)));
			}
		}
	}

	private List<byte[]> readTenTimes(int caller) {
		List<byte[]> replies = new ArrayList<>();
		for (int i = 0; i < 10; i++) {
			replies.add(this.template.sendAndReceive(ReadHoldingRegisters.request(5000 + caller, 20 * caller, 20)));
		}
		return replies;
	}

	@Nested
	@DirtiesContext
	@TestPropertySource(properties = "framed-tcp.pool.max-total=1")
	class OverOneConnection {

		@Autowired
		private FramedTcpTemplate template;

		@Autowired
		private FramedConnectionPool pool;

		@Test
		void readsFiftyTimesInARow() {
			for (int i = 0; i < 50; i++) {
				assertThat(this.template.sendAndReceive(ReadHoldingRegisters.request(i, 3 * i, 5)))
					.isEqualTo(ReadHoldingRegisters.reply(i, 3 * i, 5));
			}
			assertThat(this.pool.counts().maxTotal()).isOne();
			assertThat(this.pool.statistics().opened()).isOne();
			assertThat(this.pool.statistics().closed()).isEmpty();
		}

	}

	@Nested
	@DirtiesContext
	@TestPropertySource(properties = "framed-tcp.framing.length-field.keep-header=false")
	class WithoutHeader {

		@Autowired
		private FramedTcpTemplate template;

		@Test
		void readsRegisters() {
			for (int i = 0; i < 10; i++) {
				assertThat(this.template.sendAndReceive(ReadHoldingRegisters.request(100 * i, 1 + i)))
					.isEqualTo(ReadHoldingRegisters.reply(100 * i, 1 + i));
			}
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
