package io.isolatedworkers.serializer;

import tools.jackson.core.Version;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.DeserializationConfig;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.deser.ValueInstantiator;
import tools.jackson.databind.deser.ValueInstantiators;
import tools.jackson.databind.deser.std.StdValueInstantiator;
import tools.jackson.databind.introspect.AnnotatedConstructor;

/**
 * Lets records be made by {@link RecordInstantiator}.
 */
final class RecordModule extends JacksonModule {

	@Override
	public String getModuleName() {
		return getClass().getName();
	}

	@Override
	public Version version() {
		return Version.unknownVersion();
	}

	@Override
	public void setupModule(SetupContext context) {
		context.addValueInstantiators(new ValueInstantiators.Base() {

			@Override
			public ValueInstantiator modifyValueInstantiator(DeserializationConfig config,
					BeanDescription.Supplier bean, ValueInstantiator usual) {
				return (bean.getBeanClass().isRecord() && usual instanceof StdValueInstantiator standard
						&& usual.getClass() == StdValueInstantiator.class
						&& usual.getWithArgsCreator() instanceof AnnotatedConstructor creator)
								? new RecordInstantiator(standard, creator) : usual;
			}

		});
	}

}
